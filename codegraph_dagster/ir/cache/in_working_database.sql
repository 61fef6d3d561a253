-- What the rows of each file of the working database follow from.
SELECT files.file_no, files.content_hash, fingerprints.extraction
FROM work.ir.files
JOIN work.bookkeeping.fingerprints USING (path);
