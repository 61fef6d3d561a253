-- What is known of each symbol of the documents from $first to $last, document by document. A symbol of more than one file says by itself what encloses it.
SELECT
    s.path,
    s.symbol,
    s.display_name,
    s.kind,
    s.signature,
    s.documentation,
    CASE WHEN starts_with(s.symbol, 'local ') THEN s.enclosing_symbol END AS enclosing_symbol
FROM graph.main.symbols AS s
JOIN graph.main.files AS f ON f.path = s.path AND f.status <> 'skipped'
WHERE s.path BETWEEN $first AND $last
ORDER BY s.path, s.start_line, s.start_char, s.end_line, s.end_char, s.symbol;
