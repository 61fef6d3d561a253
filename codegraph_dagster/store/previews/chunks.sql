-- The first leaves, with the text of each. Lines as editors count them, from 1.
WITH few AS (FROM work.main.chunks WHERE part > 0 LIMIT 10)
SELECT path, start_line + 1 AS first_line, end_line AS last_line, kind, fqn, token_estimate, content
FROM few
ORDER BY path, start_line, part;
