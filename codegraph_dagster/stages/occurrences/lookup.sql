-- Where a name that is not bound in its own scope is looked for, innermost first: the enclosing scopes, but for
-- classes, whose names are seen only from their own body and from the type parameters' scopes in it.
CREATE TABLE chains AS
WITH RECURSIVE chain(scope, ancestor, ancestor_kind, level, sees_class) AS (
    SELECT scope, scope, kind, 0, kind = 'generic' FROM scopes
    UNION ALL
    SELECT chain.scope, outer_scope.scope, outer_scope.kind, chain.level + 1,
        chain.sees_class AND outer_scope.kind = 'generic'
    FROM chain
    JOIN scopes AS own ON own.scope = chain.ancestor
    JOIN scopes AS outer_scope ON outer_scope.scope = own.parent
),
visible AS (
    SELECT scope, ancestor, ancestor_kind, level,
        coalesce(lag(sees_class) OVER (PARTITION BY scope ORDER BY level), true) AS sees_class
    FROM chain
)
SELECT scope, ancestor, level FROM visible WHERE ancestor_kind <> 'class' OR level = 0 OR sees_class;

CREATE TABLE bound AS
SELECT scope, name, definition FROM definitions WHERE is_primary AND NOT is_instance AND scope IS NOT NULL;

CREATE TABLE wanted AS
SELECT DISTINCT scope, name FROM names WHERE kind = 'name' AND definition IS NULL;

-- Most names are bound in the scope they stand in; only the rest climbs.
CREATE TABLE found AS
SELECT wanted.scope, wanted.name, bound.definition FROM wanted LEFT JOIN bound USING (scope, name);

CREATE TABLE climbed AS
SELECT found.scope, found.name, arg_min(bound.definition, chains.level) AS definition
FROM found
JOIN chains ON chains.scope = found.scope AND chains.level > 0
JOIN bound ON bound.scope = chains.ancestor AND bound.name = found.name
WHERE found.definition IS NULL
GROUP BY found.scope, found.name;

-- A class body is run from top to bottom: a name that is read there before the class binds it is the one outside.
CREATE TABLE early AS
SELECT names.id, outside.definition
FROM names
JOIN scopes ON scopes.scope = names.scope AND scopes.kind = 'class'
JOIN bound ON bound.scope = names.scope AND bound.name = names.name
JOIN definitions ON definitions.definition = bound.definition
JOIN LATERAL (
    SELECT arg_min(further.definition, chains.level) AS definition
    FROM chains
    JOIN bound AS further ON further.scope = chains.ancestor AND further.name = names.name
    WHERE chains.scope = names.scope AND chains.level > 0
) AS outside ON outside.definition IS NOT NULL
WHERE names.kind = 'name' AND names.definition IS NULL
    AND (names.line, names.start_char) < (definitions.end_line, definitions.end_char);

CREATE TABLE lookups AS
SELECT scope, name, definition FROM found WHERE definition IS NOT NULL
UNION ALL
FROM climbed;
