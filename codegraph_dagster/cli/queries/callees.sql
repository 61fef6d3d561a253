SELECT
    c.distance, c.path, c.start_line + 1 AS line, c.start_char + 1 AS "column", c.calls, c.kind, c.name, c.signature,
    c.call_path, c.call_line + 1 AS call_line, c.call_char + 1 AS call_column, c.via_name, c.symbol, c.via_symbol,
    c.is_test
FROM callees($symbol, $depth) AS c;
