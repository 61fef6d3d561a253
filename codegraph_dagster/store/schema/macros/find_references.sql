CREATE MACRO main.find_references(symbol VARCHAR, path VARCHAR := NULL) AS TABLE
WITH
wanted AS (SELECT n.definition FROM links.definitions_of(symbol, path) AS n),
found AS (
    SELECT o.id, o.definition, NULL AS external_symbol, links.own_resolution(o.binding, o.definition) AS resolution,
        1::FLOAT AS confidence
    FROM links.occurrences AS o
    WHERE o.definition IN (FROM wanted) AND NOT EXISTS (FROM links.resolutions AS r WHERE r.id = o.id)
    UNION ALL
    SELECT r.id, r.definition, r.external_symbol, r.resolution, r.confidence
    FROM links.resolutions AS r
    WHERE r.definition IN (FROM wanted) OR r.definition IS NULL AND r.external_symbol = symbol
)
SELECT
    f.path AS path,
    o.start_line AS start_line,
    o.start_char AS start_char,
    o.end_line AS end_line,
    o.end_char AS end_char,
    o.roles AS roles,
    coalesce(d.symbol, c.external_symbol) AS symbol,
    e.symbol AS enclosing_symbol,
    e.qualified_name AS enclosing_name,
    c.resolution AS resolution,
    c.confidence AS confidence,
    f.is_test AS is_test
FROM found AS c
JOIN links.all_occurrences AS o ON o.id = c.id
JOIN ir.files AS f ON f.file_no = o.file_no
LEFT JOIN ir.definitions AS d ON d.definition = c.definition
LEFT JOIN ir.definitions AS e ON e.definition = o.enclosing
ORDER BY f.path, o.start_line, o.start_char, o.end_line, o.end_char, d.symbol;

COMMENT ON MACRO TABLE main.find_references IS 'Every place that refers to a symbol, its definition (roles & 1) and imports (roles & 2) included. The symbol is that of the table symbols, that of something outside the repository, or a dotted name, whole or its last parts (''crypto.pbkdf2''). A symbol that begins with ''local '' needs the path of its file; path also leaves one of several definitions of a name. Where a name has several candidates, confidence is below 1. Lines and characters count from 0. Example: FROM find_references(''django.utils.crypto.salted_hmac'')';
