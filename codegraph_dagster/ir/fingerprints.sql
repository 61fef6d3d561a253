-- Every file that was read, as it was then.
SELECT path, inode, size, mtime_ns, ctime_ns, looked_ns, blob_id, content_hash, extraction
FROM work.bookkeeping.fingerprints;
