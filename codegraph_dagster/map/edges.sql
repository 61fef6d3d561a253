-- In a fixed order, so that sums of floating-point numbers come out the same everywhere.
SELECT source, target, weight
FROM map_edges
ORDER BY source, target;
