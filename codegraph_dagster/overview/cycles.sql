-- The dependency cycles, the largest first, with their files.
SELECT cycle_id, list(path ORDER BY path) AS paths
FROM main.dependency_cycles
GROUP BY cycle_id
ORDER BY len(paths) DESC, cycle_id;
