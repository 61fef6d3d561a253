-- Some symbols that other files can name. Lines as editors count them, from 1.
WITH few AS (FROM work.main.symbols WHERE symbol NOT LIKE 'local %' LIMIT 10)
SELECT path, start_line + 1 AS line, display_name, signature, documentation, symbol, visibility
FROM few
ORDER BY path, start_line, start_char;
