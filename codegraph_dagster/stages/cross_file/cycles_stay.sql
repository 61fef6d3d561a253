-- Whether all files depend on the files that they depended on.
SELECT coalesce(bool_and(times = 2), true)
FROM (
    SELECT count(*) AS times
    FROM (
        SELECT source_path, target_path FROM out.file_dependencies
        UNION ALL
        SELECT source_path, target_path
        FROM work.main.file_dependencies
        WHERE source_path IN (SELECT path FROM files WHERE file_no IN (FROM moved))
    )
    GROUP BY source_path, target_path
);
