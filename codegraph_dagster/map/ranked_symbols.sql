-- The symbols of the map that a rendered map may show, the most important first.
SELECT position, score, path, start_line, name, kind, signature, symbol, enclosing_symbol, reference_count
FROM repository_map
WHERE level = 'symbol' AND kind <> 'module' AND NOT is_test AND score > 0
ORDER BY position;
