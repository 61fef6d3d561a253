SELECT
    r.path, r.start_line + 1 AS line, r.start_char + 1 AS "column", r.end_line + 1 AS end_line,
    r.end_char + 1 AS end_column,
    list_filter(
        [
            CASE WHEN r.roles & 1 <> 0 THEN 'definition' END,
            CASE WHEN r.roles & 2 <> 0 THEN 'import' END,
            CASE WHEN r.roles & 4 <> 0 THEN 'write' END,
            CASE WHEN r.roles & 8 <> 0 THEN 'read' END
        ],
        lambda role: role IS NOT NULL
    ) AS roles,
    r.enclosing_name, r.enclosing_symbol, r.symbol, r.resolution, r.confidence, r.is_test
FROM find_references($symbol, $path) AS r;
