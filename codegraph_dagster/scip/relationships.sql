-- Relationships of the symbols of the documents from $first to $last, document by document, one row for each pair of symbols.
WITH
related AS (
    SELECT
        s.path, r.symbol, r.related_symbol,
        r.is_reference, r.is_implementation, r.is_type_definition, r.is_definition
    FROM graph.main.relationships AS r
    JOIN graph.main.symbols AS s ON s.symbol = r.symbol AND NOT starts_with(s.symbol, 'local ')
    WHERE s.path BETWEEN $first AND $last

    UNION ALL
    -- The attribute that was resolved to something else: who looks for that finds the attribute too.
    SELECT o.path, s.symbol, o.symbol, true, false, false, false
    FROM graph.main.occurrences AS o
    JOIN graph.main.symbols AS s
        ON s.path = o.path
        AND s.start_line = o.start_line AND s.start_char = o.start_char
        AND s.end_line = o.end_line AND s.end_char = o.end_char
    WHERE o.path BETWEEN $first AND $last AND o.roles & 1 <> 0 AND o.symbol <> s.symbol
)
SELECT
    r.path, r.symbol, r.related_symbol,
    bool_or(r.is_reference) AS is_reference,
    bool_or(r.is_implementation) AS is_implementation,
    bool_or(r.is_type_definition) AS is_type_definition,
    bool_or(r.is_definition) AS is_definition
FROM related AS r
JOIN graph.main.files AS f ON f.path = r.path AND f.status <> 'skipped'
GROUP BY r.path, r.symbol, r.related_symbol
ORDER BY r.path, r.symbol, r.related_symbol;
