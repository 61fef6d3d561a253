-- What the rows of each file follow from now. (What else than its content decides about the rows that are extracted
-- from it is in `extraction`. What the stage pulls of other stages that compute file by file follows from their digests.)
CREATE TABLE files_now AS
SELECT files.file_no, files.path, files.size_bytes,
    hash(files, fingerprints.extraction, pulled.digest, getvariable('rules')) AS digest
FROM work.ir.files
LEFT JOIN work.bookkeeping.fingerprints USING (path)
LEFT JOIN (
    SELECT file_no, path, bit_xor(hash(stage, digest)) AS digest
    FROM work.bookkeeping.stage_files
    WHERE list_contains(getvariable('inputs')::VARCHAR[], stage)
    GROUP BY file_no, path
) AS pulled USING (file_no, path);

-- The files of which that is not what it was when the stage computed their rows: changed, new, or gone.
CREATE TABLE stale_files AS
SELECT file_no, path
FROM files_now
FULL JOIN (FROM work.bookkeeping.stage_files WHERE stage = getvariable('stage')) AS computed USING (file_no, path)
WHERE files_now.digest IS DISTINCT FROM computed.digest;
