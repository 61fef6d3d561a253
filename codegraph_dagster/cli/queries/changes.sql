SELECT
    c.change, c.aspects, c.may_break, c.kind, c.qualified_name AS name, c.path, c.start_line + 1 AS line,
    c.start_char + 1 AS "column", c.signature, c.old_path, c.old_start_line + 1 AS old_line,
    c.old_start_char + 1 AS old_column, c.old_signature, c.symbol, c.old_symbol
FROM changes AS c
WHERE c.may_break OR NOT $only_breaking
ORDER BY c.may_break DESC, coalesce(c.path, c.old_path), coalesce(c.start_line, c.old_start_line), c.change, name;
