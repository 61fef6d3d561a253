-- Definitions of the first files, as `nodes` has them. Lines as editors count them, from 1.
WITH few AS (FROM work.ir.definitions WHERE kind <> 'import' LIMIT 10)
SELECT f.path, d.name_start_line + 1 AS line, d.kind, d.qualified_name, d.signature, d.visibility
FROM few AS d
JOIN work.ir.files AS f ON f.file_no = d.file_no
ORDER BY f.path, d.definition;
