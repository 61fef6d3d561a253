-- How many imports lead from the files of one folder to those of another, test code left out.
WITH placed AS (
    SELECT path, left(path, greatest(length(path) - length(split_part(path, '/', -1)) - 1, 0)) AS folder
    FROM main.files
    WHERE NOT is_test
)
SELECT source.folder AS source, target.folder AS target, sum(d.import_count)::BIGINT AS imports
FROM main.file_dependencies AS d
JOIN placed AS source ON source.path = d.source_path
JOIN placed AS target ON target.path = d.target_path
WHERE source.folder <> target.folder
GROUP BY ALL
ORDER BY source, target;
