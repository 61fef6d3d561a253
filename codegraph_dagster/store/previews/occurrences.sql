-- Some names, as the stage alone knows them: `occurrences` shows more of them when the stage `references` has run.
-- Positions as editors count them, from 1.
WITH few AS (FROM work.links.occurrences LIMIT 10)
SELECT
    f.path, o.start_line + 1 AS line, o.start_char + 1 AS "column", n.name, o.roles, o.binding, d.symbol, o.syntax_kind
FROM few AS o
JOIN work.ir.files AS f ON f.file_no = o.file_no
LEFT JOIN work.ir.names AS n ON n.id = o.id
LEFT JOIN work.ir.definitions AS d ON d.definition = o.definition
ORDER BY f.path, o.start_line, o.start_char;
