DELETE FROM work.links.occurrences WHERE file_no IN (SELECT file_no FROM stale_files);
