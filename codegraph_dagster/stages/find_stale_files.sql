-- What the rows of each file follow from now. (What else than its content decides about the rows that are extracted
-- from it is in `extraction`.)
CREATE TABLE files_now AS
SELECT files.file_no, files.path, files.size_bytes, hash(files, fingerprints.extraction, getvariable('rules')) AS digest
FROM work.ir.files
LEFT JOIN work.bookkeeping.fingerprints USING (path);

-- The files of which that is not what it was when the stage computed their rows: changed, new, or gone.
CREATE TABLE stale_files AS
SELECT file_no, path
FROM files_now
FULL JOIN (FROM work.bookkeeping.stage_files WHERE stage = getvariable('stage')) AS computed USING (file_no, path)
WHERE files_now.digest IS DISTINCT FROM computed.digest;
