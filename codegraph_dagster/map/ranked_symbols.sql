-- The symbols of the map that a rendered map may show, the most important first.
SELECT symbol, path, start_line, signature, enclosing_symbol
FROM repository_map
WHERE level = 'symbol' AND kind <> 'module' AND NOT is_test AND score > 0
ORDER BY position;
