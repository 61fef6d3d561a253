-- Which share of the bytes lies in files whose rows are to be computed.
SELECT coalesce(sum(size_bytes) FILTER (path IN (SELECT path FROM stale_files)) / sum(size_bytes), 1) FROM files_now;
