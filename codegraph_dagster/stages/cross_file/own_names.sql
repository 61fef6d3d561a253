-- Names that each module binds itself, with the definition that answers for each.
CREATE TABLE out.own_names AS
SELECT
    file_no,
    name,
    max(definition) AS definition,
    bool_and(is_hidden) AS is_hidden,
    max(symbol_hash) AS symbol_hash
FROM (
    SELECT
        file_no,
        name,
        arg_min(definition, CASE WHEN is_primary THEN 0 ELSE 1::BIGINT << 62 END + definition) AS definition,
        false AS is_hidden,
        arg_min(hash(symbol), CASE WHEN is_primary THEN 0 ELSE 1::BIGINT << 62 END + definition) AS symbol_hash
    FROM own_definitions
    WHERE NOT is_module
    GROUP BY file_no, name
    UNION ALL
    SELECT
        statements.file_no,
        statements.bound_name,
        NULL,
        files.is_stub AND import_rules.declarations_hide_imports
            AND statements.alias IS DISTINCT FROM coalesce(statements.name, statements.module),
        NULL
    FROM statements
    JOIN files USING (file_no)
    JOIN import_rules USING (language)
    WHERE is_pulled(statements.file_no) AND statements.is_top_level AND NOT statements.is_star
)
GROUP BY file_no, name;
