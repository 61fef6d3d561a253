-- Whether classes have changed places: of several that a base class may be, the first one counts.
SELECT count(*) > 0
FROM (
    SELECT now < lag(now) OVER (PARTITION BY file_no ORDER BY before) AS is_moved
    FROM renumbered
    JOIN all_definitions AS definitions ON definitions.definition = renumbered.now AND definitions.kind = 'class'
    WHERE before IS NOT NULL
)
WHERE is_moved;
