-- What the extraction found in the files that are taken.
SELECT path, stage, severity, code, message, start_line, start_char, end_line, end_char
FROM cache.main.findings
WHERE entry IN (SELECT old_no FROM moved);
