-- Some names, as the stage alone knows them: `occurrences` shows more of them when the stage `references` has run.
-- Positions as editors count them, from 1.
-- What belongs to them is picked out before it is joined: an outer join would read every name.
WITH
few AS MATERIALIZED (FROM work.links.occurrences LIMIT 10),
names AS (FROM work.ir.names WHERE id IN (SELECT id FROM few)),
definitions AS (FROM work.ir.definitions WHERE definition IN (SELECT definition FROM few))
SELECT
    f.path, o.start_line + 1 AS line, o.start_char + 1 AS "column", n.name, o.roles, o.binding, d.symbol, o.syntax_kind
FROM few AS o
JOIN work.ir.files AS f ON f.file_no = o.file_no
LEFT JOIN names AS n ON n.id = o.id
LEFT JOIN definitions AS d ON d.definition = o.definition
ORDER BY f.path, o.start_line, o.start_char;
