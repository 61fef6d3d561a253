-- Some calls: who calls what, and where. Lines as editors count them, from 1.
WITH few AS (FROM work.links.calls LIMIT 10)
SELECT
    f.path, n.line + 1 AS line, caller.qualified_name AS caller, callee.qualified_name AS callee,
    t.path AS callee_path, callee.name_start_line + 1 AS callee_line
FROM few AS c
JOIN work.ir.names AS n ON n.id = c.id
JOIN work.ir.files AS f ON f.file_no = n.file_no
JOIN work.ir.definitions AS caller ON caller.definition = c.caller
JOIN work.ir.definitions AS callee ON callee.definition = c.callee
JOIN work.ir.files AS t ON t.file_no = callee.file_no
ORDER BY f.path, n.line, n.start_char;
