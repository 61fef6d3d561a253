SELECT
    s.path, s.start_line + 1 AS line, s.start_char + 1 AS "column", s.kind, s.full_name, s.name, s.signature, s.symbol,
    s.score, s.is_test
FROM search_symbols($text, $limit) AS s;
