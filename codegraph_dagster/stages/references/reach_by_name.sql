-- The files that look a name up under which something else is found: as an attribute, as the name of an argument, or,
-- where the file itself does not bind it, among the names that come with a star.
INSERT INTO reached
SELECT file_no FROM all_names WHERE kind IN ('attribute', 'keyword') AND name IN (FROM changed_names)
UNION
SELECT all_names.file_no
FROM all_names
JOIN all_occurrences USING (id)
WHERE all_names.kind = 'name' AND all_names.name IN (FROM changed_names) AND all_occurrences.binding = 'unresolved'
UNION
-- Methods without annotations ask for the parameters of those that they override.
SELECT file_no
FROM all_definitions
WHERE kind = 'method' AND name IN (SELECT method FROM changed_overridden WHERE parameter IS NULL)
UNION
SELECT parameters.file_no
FROM all_definitions AS parameters
JOIN all_definitions AS methods ON methods.definition = parameters.parent AND methods.kind = 'method'
JOIN changed_overridden ON changed_overridden.method = methods.name AND changed_overridden.parameter = parameters.name
WHERE parameters.kind = 'parameter'
EXCEPT
FROM reached;
