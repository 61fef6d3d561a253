-- Every occurrence that has a symbol, of the documents from $first to $last, document by document. `range` has three
-- numbers when it ends on the line on which it starts, else four; `enclosing` is the whole definition, NULL where nothing
-- is defined.
WITH
places AS (
    SELECT
        o.path, o.start_line, o.start_char, o.end_line, o.end_char, o.symbol, o.roles, o.syntax_kind,
        -- What a definition is joined by. A condition on the roles beside the keys would be no hash join in DuckDB 1.5.
        CASE WHEN o.roles & 1 <> 0 THEN o.path END AS definition_path
    FROM graph.main.occurrences AS o
    JOIN graph.main.files AS f ON f.path = o.path AND f.status <> 'skipped'
    WHERE o.path BETWEEN $first AND $last
),
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
    o.symbol,
    o.roles,
    o.syntax_kind,
    d.enclosing
FROM places AS o
LEFT JOIN definitions AS d
    ON d.path = o.definition_path
    AND d.name_start_line = o.start_line AND d.name_start_char = o.start_char
    AND d.name_end_line = o.end_line AND d.name_end_char = o.end_char
WHERE o.symbol IS NOT NULL
ORDER BY o.path, o.start_line, o.start_char, o.end_line, o.end_char, o.symbol, o.roles;
