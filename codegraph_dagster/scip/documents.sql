-- One row for each document, in the order of the other queries: by path.
SELECT path, language, lines
FROM graph.main.files
WHERE status <> 'skipped'
ORDER BY path;
