SELECT
    c.distance, c.path, c.call_line + 1 AS line, c.call_char + 1 AS "column", c.calls, c.kind, c.name, c.signature,
    c.start_line + 1 AS definition_line, c.start_char + 1 AS definition_column, c.via_name, c.symbol, c.via_symbol,
    c.is_test
FROM callers($symbol, $depth) AS c;
