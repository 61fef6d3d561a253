-- The files of one batch. Only what is longer than a chunk is ever cut between statements.
SELECT files.definition, files.language, sources.text,
       CASE WHEN length(sources.text) > getvariable('chunk_max_chars') THEN sources.statement_lines ELSE [] END AS lines,
       CASE WHEN length(sources.text) > getvariable('chunk_max_chars') THEN sources.statement_depths ELSE [] END AS depths
FROM files
JOIN sources USING (file_no)
WHERE files.definition BETWEEN $first AND $last
ORDER BY files.definition;
