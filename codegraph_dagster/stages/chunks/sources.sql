-- Only what is longer than a chunk is ever cut between statements.
SELECT files.definition, files.language, sources.text,
       CASE WHEN length(sources.text) > limits.max_chars THEN sources.statement_lines ELSE [] END,
       CASE WHEN length(sources.text) > limits.max_chars THEN sources.statement_depths ELSE [] END
FROM files
JOIN sources USING (file_no)
CROSS JOIN limits
ORDER BY files.definition;
