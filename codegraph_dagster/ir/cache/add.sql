-- What became of the files `saved`, and what the extraction found in them.
INSERT INTO cache.main.entries
SELECT saved.entry, files.content_hash, saved.extraction, files.status, files.size_bytes, files.lines, saved.used
FROM saved
JOIN work.ir.files USING (file_no);

INSERT INTO cache.main.findings BY NAME
SELECT saved.entry, diagnostics.*
FROM saved
JOIN work.ir.files USING (file_no)
JOIN work.ir.diagnostics USING (path)
WHERE diagnostics.stage = 'ir' AND diagnostics.code <> 'duplicate_path';
