-- What became of each file.
SELECT path, file_no, status, size_bytes, lines, content_hash FROM work.ir.files;
