-- "character" is quoted, for it is a keyword to DuckDB 1.5.
CREATE MACRO main.find_definition(path VARCHAR, line BIGINT, "character" BIGINT) AS TABLE
WITH here AS (
    SELECT o.id, o.definition, o.binding
    FROM ir.files AS f
    JOIN links.occurrences AS o ON o.file_no = f.file_no
    WHERE f.path = path
        AND o.start_line <= line AND o.end_line >= line
        AND (o.start_line < line OR o.start_char <= "character")
        AND (o.end_line > line OR o.end_char >= "character")
    -- A name that begins here before one that ends here; a module, which has an empty range, last.
    ORDER BY
        o.end_line = line AND o.end_char = "character", o.start_line DESC, o.start_char DESC, o.end_char DESC,
        o.id < 0, o.id
    LIMIT 1
),
-- Every candidate; what more than the file was needed for has its answers in links.resolutions.
found AS (
    SELECT r.definition, r.external_symbol, r.resolution, r.confidence, r.reason
    FROM here
    JOIN links.resolutions AS r ON r.id = here.id
    UNION ALL
    SELECT
        own.definition,
        NULL,
        links.own_resolution(here.binding, own.definition),
        CASE WHEN own.definition IS NOT NULL OR here.binding = 'builtin' THEN 1::FLOAT ELSE 0::FLOAT END,
        NULL
    FROM here
    LEFT JOIN ir.definitions AS own ON own.definition = here.definition AND own.kind <> 'import'
    WHERE NOT EXISTS (FROM links.resolutions AS r WHERE r.id = here.id)
)
SELECT
    coalesce(d.symbol, c.external_symbol) AS symbol,
    d.qualified_name AS name,
    d.kind AS kind,
    f.path AS path,
    d.name_start_line AS start_line,
    d.name_start_char AS start_char,
    d.name_end_line AS end_line,
    d.name_end_char AS end_char,
    d.signature AS signature,
    d.docstring AS documentation,
    c.resolution AS resolution,
    c.confidence AS confidence,
    c.reason AS reason
FROM found AS c
LEFT JOIN ir.definitions AS d ON d.definition = c.definition AND d.kind <> 'import'
LEFT JOIN ir.files AS f ON f.file_no = d.file_no
ORDER BY c.confidence DESC NULLS LAST, c.definition NULLS LAST, c.external_symbol, c.resolution;

COMMENT ON MACRO TABLE main.find_definition IS 'Where the name at a place is defined. Line and character count from 0, as everywhere in the database; the place may be any character of the name or the one after it. One row for each candidate, the most likely one first; a row with path NULL when the definition is outside the repository or unknown (resolution and reason say which); no row where no name is. Example: FROM find_definition(''django/utils/text.py'', 464, 4)';
