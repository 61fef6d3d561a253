-- Where a name that is not bound in its own scope is looked for, innermost first: the enclosing scopes, but for
-- classes, whose names are seen only from their own body and from the type parameters' scopes in it.
CREATE TABLE chains AS
WITH RECURSIVE chain(scope, ancestor, level, is_visible, sees_class) AS (
    SELECT scope, scope, 0, true, kind = 'generic' FROM scopes
    UNION ALL
    SELECT chain.scope, outer_scope.scope, chain.level + 1,
        outer_scope.kind <> 'class' OR chain.sees_class,
        chain.sees_class AND outer_scope.kind = 'generic'
    FROM chain
    JOIN scopes AS own ON own.scope = chain.ancestor
    JOIN scopes AS outer_scope ON outer_scope.scope = own.parent
)
SELECT scope, ancestor, level FROM chain WHERE is_visible AND level > 0;

CREATE TABLE bound AS
SELECT scope, name, definition FROM definitions WHERE is_primary AND NOT is_instance AND scope IS NOT NULL;

-- Most names are bound in the scope they stand in; only the rest climbs.
CREATE TABLE found AS
SELECT wanted.scope, wanted.name, bound.definition
FROM (SELECT DISTINCT scope, name FROM names WHERE kind = 'name' AND definition IS NULL) AS wanted
LEFT JOIN bound USING (scope, name);

CREATE TABLE climbed AS
SELECT found.scope, found.name, arg_min(bound.definition, chains.level) AS definition
FROM found
JOIN chains ON chains.scope = found.scope
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
    WHERE chains.scope = names.scope
) AS outside ON outside.definition IS NOT NULL
WHERE names.kind = 'name' AND names.definition IS NULL
    AND (names.line, names.start_char) < (definitions.end_line, definitions.end_char);

CREATE TABLE lookups AS
SELECT scope, name, definition FROM found WHERE definition IS NOT NULL
UNION ALL
FROM climbed;

-- A function or class that is defined again has a symbol of its own, and its name also stands for the first one of
-- that name.
CREATE TABLE again AS
SELECT later.definition, later.file_no, later.scope, later.kind, later.parent,
    later.name_start_line, later.name_start_char, later.name_end_line, later.name_end_char,
    first_one.definition AS first_definition
FROM definitions AS later
JOIN bound ON bound.scope = later.scope AND bound.name = later.name
JOIN definitions AS first_one ON first_one.definition = bound.definition AND first_one.kind <> 'import'
WHERE NOT later.is_primary AND later.kind IN ('function', 'method', 'class');

DROP TABLE chains;
DROP TABLE found;
DROP TABLE climbed;
DROP TABLE bound;
