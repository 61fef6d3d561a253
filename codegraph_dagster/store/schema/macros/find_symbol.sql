CREATE MACRO main.find_symbol(symbol VARCHAR, path VARCHAR := NULL) AS TABLE
SELECT
    d.symbol AS symbol,
    coalesce(n.dotted_name, d.qualified_name) AS full_name,
    d.qualified_name AS name,
    d.kind AS kind,
    f.path AS path,
    d.name_start_line AS start_line,
    d.name_start_char AS start_char,
    d.name_end_line AS end_line,
    d.name_end_char AS end_char,
    d.signature AS signature,
    d.docstring AS documentation,
    d.is_test AS is_test
FROM links.definitions_of(symbol, path) AS w
JOIN ir.definitions AS d ON d.definition = w.definition
JOIN ir.files AS f ON f.file_no = d.file_no
LEFT JOIN links.dotted_names AS n ON n.definition = w.definition
ORDER BY f.path, d.name_start_line, d.name_start_char, d.symbol;

COMMENT ON MACRO TABLE main.find_symbol IS 'The definitions that a question with `symbol` in it means: of a symbol of the table symbols, or of a dotted name, whole or its last parts; when one has the whole name, only this one. path leaves those of one file. full_name is the whole dotted name. Lines and characters count from 0. Example: FROM find_symbol(''BaseCache.incr'')';
