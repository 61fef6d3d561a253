-- The bases of classes that are defined in the same file.

CREATE TABLE bindings AS
SELECT scope, name, arg_min(kind, definition) AS kind, min(definition) AS definition
FROM definitions
WHERE scope IS NOT NULL AND NOT is_instance AND name IN (SELECT name FROM base_names)
GROUP BY scope, name;

CREATE TABLE class_bases AS
WITH RECURSIVE lookup AS (
    SELECT definition, position, scope, name FROM base_names
    UNION
    SELECT l.definition, l.position, s.parent, l.name
    FROM lookup l
    JOIN scopes s ON s.scope = l.scope AND s.parent IS NOT NULL
    LEFT JOIN bindings b ON b.scope = l.scope AND b.name = l.name
    WHERE b.name IS NULL
)
SELECT l.definition AS class, b.definition AS base, min(l.position) AS position
FROM lookup l
JOIN bindings b ON b.scope = l.scope AND b.name = l.name
-- `class A(A)` extends what had the name before.
WHERE b.kind = 'class' AND b.definition <> l.definition
GROUP BY l.definition, b.definition;
