CREATE TABLE out.calls AS
SELECT DISTINCT calls.id AS call, occurrences.enclosing AS caller, facts.definition AS callee, calls.head AS id
FROM calls
JOIN facts ON facts.key = calls.head
JOIN occurrences ON occurrences.id = calls.head
JOIN all_definitions AS callees ON callees.definition = facts.definition AND callees.kind <> 'lambda';

CREATE TABLE overridden AS
SELECT methods.definition, arg_min(ancestors.definition, mro.position) AS related
FROM all_class_members AS methods
JOIN mro ON mro.class = methods.class AND mro.position > 0
JOIN all_class_members AS ancestors ON ancestors.class = mro.ancestor AND ancestors.name = methods.name
WHERE methods.kind = 'method'
GROUP BY methods.definition;

CREATE TABLE out.inferred_relationships AS
SELECT class AS definition, base AS related_definition, false AS is_reference, true AS is_implementation,
    false AS is_type_definition, false AS is_definition
FROM all_class_bases
UNION
SELECT definition, related, true, true, false, false FROM overridden;
