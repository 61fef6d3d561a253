-- The symbols that matter most, for people; lines as editors count them, from 1.
SELECT position, name, kind, path, start_line + 1 AS line, signature, reference_count, round(100 * score, 3) AS "score %"
FROM repository_map
WHERE level = 'symbol' AND kind <> 'module' AND NOT is_test
ORDER BY position
LIMIT 30;
