-- The definitions to which most other files refer, test code left out on both sides. An import alone is no use: 2 is
-- SCIP's role of it, 1 that of a definition.
WITH used AS (
    SELECT o.symbol, o.def_path, count(DISTINCT o.path) AS files, count(*) AS uses
    FROM main.resolved_occurrences AS o
    WHERE o.roles & 35 = 0 AND o.def_path <> o.path -- 32: test code
    GROUP BY ALL
)
SELECT n.qualified_name AS name, n.kind, u.def_path AS path, s.start_line, u.files, u.uses
FROM used AS u
JOIN main.symbols AS s ON s.symbol = u.symbol AND s.path = u.def_path
JOIN main.files AS f ON f.path = s.path
JOIN main.nodes AS n
    ON n.file_id = f.file_id AND n.name_start_line = s.start_line AND n.name_start_char = s.start_char
    AND n.kind IN ('class', 'function', 'method', 'field', 'variable', 'type_alias')
WHERE NOT s.is_test
ORDER BY u.files DESC, u.uses DESC, path, s.start_line
LIMIT 20;
