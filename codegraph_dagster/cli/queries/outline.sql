SELECT
    o.level, o.start_line + 1 AS line, o.start_char + 1 AS "column", o.end_line + 1 AS end_line,
    o.end_char + 1 AS end_column, o.kind, o.name, o.signature, o.symbol, o.visibility
FROM outline($path) AS o;
