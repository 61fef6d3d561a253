-- Whether definitions have changed places: of several candidates the first one counts.
SELECT count(*) > 0
FROM (
    SELECT now < lag(now) OVER (PARTITION BY before >> 26 ORDER BY before) AS is_moved
    FROM renumbered
    WHERE before IS NOT NULL AND now IS NOT NULL
)
WHERE is_moved;
