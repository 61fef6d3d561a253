-- The first and the last key between which the keys of a table may repeat; NULL when none does.
--
-- A table has its keys in ascending order for the most part: those of a file together, and changed files at the end.
-- A stretch that ascends has no key twice, so a key that is there twice lies in two stretches. To find out where
-- stretches overlap takes one look at each row and its neighbours, and a fraction of the time of sorting the keys. It
-- does not matter in which order the rows are seen.
CREATE OR REPLACE TEMP MACRO doubtful_keys("table", "column") AS TABLE
WITH
keys AS (SELECT columns(lambda name: name = "column") AS key FROM query_table("table")),
neighbours AS (SELECT key, lag(key) OVER () AS before, lead(key) OVER () AS behind FROM keys),
-- Cut at each file, too: a stretch across files would overlap with those of all files between them.
bounds AS (
    SELECT
        key,
        (before < key AND before >> 26 = key >> 26) IS NOT TRUE AS is_first,
        (key < behind AND key >> 26 = behind >> 26) IS NOT TRUE AS is_last
    FROM neighbours
),
steps AS (
    SELECT key, unnest(CASE WHEN is_first AND is_last THEN [1, -1] WHEN is_first THEN [1] ELSE [-1] END) AS step
    FROM bounds
    WHERE is_first OR is_last
),
counted AS (
    SELECT key, step, sum(step) OVER (ORDER BY key, step DESC ROWS UNBOUNDED PRECEDING) AS stretches FROM steps
)
SELECT min(key) AS first, max(key) AS last
FROM counted
WHERE greatest(stretches, stretches - step) > 1;
