-- Relationships of the symbols of the documents from $first to $last, document by document, one row for each pair of symbols.
SELECT
    s.path, r.symbol, r.related_symbol,
    bool_or(r.is_reference) AS is_reference,
    bool_or(r.is_implementation) AS is_implementation,
    bool_or(r.is_type_definition) AS is_type_definition,
    bool_or(r.is_definition) AS is_definition
FROM graph.main.relationships AS r
JOIN graph.main.symbols AS s ON s.symbol = r.symbol AND NOT starts_with(s.symbol, 'local ')
JOIN graph.main.files AS f ON f.path = s.path AND f.status <> 'skipped'
WHERE s.path BETWEEN $first AND $last
GROUP BY s.path, r.symbol, r.related_symbol
ORDER BY s.path, r.symbol, r.related_symbol;
