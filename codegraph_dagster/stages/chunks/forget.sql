-- What is above the files has no path.
DELETE FROM work.main.chunks WHERE path IS NULL OR path IN (SELECT path FROM stale_files);
