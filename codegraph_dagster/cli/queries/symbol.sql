SELECT
    s.path, s.start_line + 1 AS line, s.start_char + 1 AS "column", s.end_line + 1 AS end_line,
    s.end_char + 1 AS end_column, s.kind, s.full_name, s.name, s.signature, s.documentation, s.symbol, s.is_test
FROM find_symbol($symbol) AS s;
