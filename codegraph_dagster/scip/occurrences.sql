-- Every occurrence that has a symbol, of the documents from $first to $last, document by document. `range` has three numbers when it ends on the line on which
-- it starts, else four; `enclosing` is the whole definition, NULL where nothing is defined.
-- A name that defines an attribute may be resolved to what the attribute stands for (a property of a base class): it
-- defines its own symbol here, and relationships.sql says what it refers to.
WITH
definitions AS (
    SELECT
        f.path, n.name_start_line, n.name_start_char, n.name_end_line, n.name_end_char,
        CASE
            WHEN n.start_line = n.end_line THEN [n.start_line, n.start_char, n.end_char]
            ELSE [n.start_line, n.start_char, n.end_line, n.end_char]
        END AS enclosing
    FROM graph.main.nodes AS n
    JOIN graph.main.files AS f USING (file_id)
    WHERE n.kind <> 'import' AND f.path BETWEEN $first AND $last
)
SELECT
    o.path,
    CASE
        WHEN o.start_line = o.end_line THEN [o.start_line, o.start_char, o.end_char]
        ELSE [o.start_line, o.start_char, o.end_line, o.end_char]
    END AS range,
    coalesce(s.symbol, o.symbol) AS symbol,
    o.roles,
    o.syntax_kind,
    d.enclosing
FROM graph.main.occurrences AS o
JOIN graph.main.files AS f ON f.path = o.path AND f.status <> 'skipped'
LEFT JOIN graph.main.symbols AS s
    ON o.roles & 1 <> 0 -- Definition
    AND s.path BETWEEN $first AND $last
    AND (s.path, s.start_line, s.start_char, s.end_line, s.end_char)
        = (o.path, o.start_line, o.start_char, o.end_line, o.end_char)
LEFT JOIN definitions AS d
    ON o.roles & 1 <> 0
    AND (d.path, d.name_start_line, d.name_start_char, d.name_end_line, d.name_end_char)
        = (o.path, o.start_line, o.start_char, o.end_line, o.end_char)
WHERE o.path BETWEEN $first AND $last AND coalesce(s.symbol, o.symbol) IS NOT NULL
ORDER BY o.path, o.start_line, o.start_char, o.end_line, o.end_char, symbol, o.roles;
