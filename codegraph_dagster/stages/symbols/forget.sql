DELETE FROM work.main.symbols WHERE path IN (SELECT path FROM stale_files);
-- Keys are file number << 26 | ordinal.
DELETE FROM work.links.relationships WHERE definition >> 26 IN (SELECT file_no FROM stale_files);
