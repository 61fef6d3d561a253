-- Lines and files of each language, test code apart.
SELECT
    language,
    coalesce(sum(lines) FILTER (WHERE NOT is_test), 0)::BIGINT AS code_lines,
    coalesce(sum(lines) FILTER (WHERE is_test), 0)::BIGINT AS test_lines,
    count(*) AS files
FROM main.files
WHERE status <> 'skipped' AND language IS NOT NULL
GROUP BY language
ORDER BY code_lines + test_lines DESC, language;
