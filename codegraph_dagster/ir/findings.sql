-- What the extraction found in the files that it read. What the listing finds is of no file that is read, but for
-- this one code, which has the name of the file that was taken.
SELECT path, stage, severity, code, message, start_line, start_char, end_line, end_char
FROM work.ir.diagnostics
WHERE stage = 'ir' AND code <> 'duplicate_path';
