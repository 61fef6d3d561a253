-- What one file says about its classes; stage `references` adds what needs others.

-- A setter overrides a setter; of several definitions with one name and role the first stands for all.
CREATE TABLE methods AS
SELECT min(definition) AS definition, parent AS class, name,
       CASE WHEN list_contains(modifiers, 'setter') THEN 'setter'
            WHEN list_contains(modifiers, 'deleter') THEN 'deleter'
            ELSE '' END AS role
FROM definitions
WHERE kind = 'method'
GROUP BY ALL;

-- Upwards from each method, until a class has one. `path` has the places of the bases on the way: of equally near
-- methods that counts which is found first from left to right.
CREATE TABLE out.relationships AS
WITH RECURSIVE search AS (
    SELECT m.definition, m.name, m.role, b.base AS class, [b.position] AS path
    FROM methods m
    JOIN class_bases b USING (class)
    UNION ALL
    SELECT s.definition, s.name, s.role, b.base, min(list_append(s.path, b.position))
    FROM search s
    JOIN class_bases b USING (class)
    LEFT JOIN methods found ON found.class = s.class AND found.name = s.name AND found.role = s.role
    -- Bases that name each other in a circle are wrong, but must come to an end.
    WHERE found.definition IS NULL AND len(s.path) < 100
    GROUP BY s.definition, s.name, s.role, b.base
),
overridden AS (
    SELECT s.definition, arg_min(found.definition, (len(s.path), s.path)) AS related
    FROM search s
    JOIN methods found USING (class, name, role)
    WHERE found.definition <> s.definition
    GROUP BY s.definition
)
SELECT class AS definition, base AS related_definition,
       false AS is_reference, true AS is_implementation, false AS is_type_definition, false AS is_definition
FROM class_bases
UNION ALL
SELECT definition, related, true, true, false, false
FROM overridden;
