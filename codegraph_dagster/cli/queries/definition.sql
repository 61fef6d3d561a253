SELECT
    d.path, d.start_line + 1 AS line, d.start_char + 1 AS "column", d.end_line + 1 AS end_line,
    d.end_char + 1 AS end_column, d.kind, d.name, d.signature, d.documentation, d.symbol, d.resolution, d.confidence,
    d.reason
FROM find_definition($path, $line - 1, $column - 1) AS d;
