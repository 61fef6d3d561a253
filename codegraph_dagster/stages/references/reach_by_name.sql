-- The files that look a name up under which something else is found: as an attribute, as the name of an argument, or,
-- where the file itself does not bind it, among the names that come with a star.
INSERT INTO reached
SELECT file_no FROM all_names WHERE kind IN ('attribute', 'keyword') AND name IN (FROM changed_names)
UNION
SELECT all_names.file_no
FROM all_names
JOIN all_occurrences USING (id)
WHERE all_names.kind = 'name' AND all_names.name IN (FROM changed_names) AND all_occurrences.binding = 'unresolved'
EXCEPT
FROM reached;
