-- The file that is meant: its path in the database, or a file on the disk below the folder that was indexed.
SELECT f.path
FROM files AS f, repository AS r
WHERE f.path = $given OR rtrim(r.root, '/') || '/' || f.path = $on_disk
ORDER BY f.path = $given DESC
LIMIT 1;
