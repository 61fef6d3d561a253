SELECT
    i.distance, i.path, i.start_line + 1 AS line, i.start_char + 1 AS "column", i.kind, i.name, i.signature,
    i.via_name, i.symbol, i.via_symbol, i.is_test
FROM impact($path_or_symbol, $depth) AS i
WHERE i.is_test OR NOT $only_tests;
