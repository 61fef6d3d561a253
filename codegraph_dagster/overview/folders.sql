-- What lies directly in each folder, test code left out; the root is ''.
WITH placed AS (
    SELECT path, left(path, greatest(length(path) - length(split_part(path, '/', -1)) - 1, 0)) AS folder, lines
    FROM main.files
    WHERE status <> 'skipped' AND NOT is_test
),
named AS (
    SELECT path, count(*) AS symbols
    FROM main.symbols
    WHERE symbol NOT LIKE 'local %'
    GROUP BY path
),
circular AS (SELECT DISTINCT path FROM main.dependency_cycles)
SELECT
    folder,
    count(*) AS files,
    sum(lines)::BIGINT AS lines,
    coalesce(sum(named.symbols), 0)::BIGINT AS symbols,
    count(circular.path) AS files_in_cycles
FROM placed
LEFT JOIN named USING (path)
LEFT JOIN circular USING (path)
GROUP BY folder
ORDER BY folder;
