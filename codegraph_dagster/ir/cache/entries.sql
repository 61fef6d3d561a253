-- The last used first.
SELECT entry, content_hash, extraction, size_bytes, status, lines, used
FROM cache.main.entries
ORDER BY used DESC, entry;
