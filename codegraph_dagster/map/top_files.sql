-- The files that matter most, for people.
SELECT position, path, name AS module, reference_count, round(100 * score, 3) AS "score %"
FROM repository_map
WHERE level = 'file' AND NOT is_test
ORDER BY position
LIMIT 30;
