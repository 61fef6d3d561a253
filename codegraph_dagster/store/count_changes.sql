-- How many changes there are of each kind, and how many of them may break other code.
SELECT change, count(*) AS changes, count(*) FILTER (may_break) AS may_break
FROM work.main.changes
GROUP BY change
ORDER BY change;
