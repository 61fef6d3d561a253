-- The files of a published database that were parsed, and the number of their lines.
SELECT path, lines
FROM files
WHERE status <> 'skipped'
ORDER BY path;
