-- The nodes of the graph; `is_start`: a reader of the code may begin here. Tests are left out, unless all is tests.
SELECT unit, NOT is_test OR bool_and(is_test) OVER () AS is_start
FROM map_units
WHERE unit = definition
ORDER BY unit;
