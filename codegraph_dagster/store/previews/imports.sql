-- Some imports, as `imports` has them: where each leads. Lines as editors count them, from 1.
WITH few AS (FROM work.ir.imports LIMIT 10)
SELECT
    f.path, i.start_line + 1 AS line, repeat('.', i.level) || i.module AS module, i.name, i.alias, r.status, r.reason,
    t.path AS target_path
FROM few AS i
JOIN work.ir.files AS f ON f.file_no = i.file_no
LEFT JOIN work.links.imports AS r ON r.import = i.import
LEFT JOIN work.ir.files AS t ON t.file_no = r.target_file
ORDER BY f.path, i.start_line, i.start_char;
