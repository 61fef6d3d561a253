CREATE TABLE files AS
SELECT
    file_no,
    path,
    language,
    module,
    root,
    is_package,
    is_stub,
    status = 'skipped' AS is_skipped,
    left(path, greatest(length(path) - length(split_part(path, '/', -1)) - 1, 0)) AS folder,
    -- What relative imports are relative to.
    CASE WHEN is_package THEN module
        ELSE left(module, greatest(length(module) - length(split_part(module, '.', -1)) - 1, 0)) END AS package
FROM work.ir.files
WHERE language IS NOT NULL;

CREATE TABLE module_names AS FROM work.ir.module_names;

CREATE TABLE module_scopes AS SELECT scope FROM work.ir.scopes WHERE kind = 'module';

CREATE TABLE module_definitions AS
SELECT file_no, definition FROM work.ir.definitions WHERE kind = 'module';

-- What a module itself defines: the definition that answers for each name.
CREATE TABLE own_definitions AS
SELECT
    file_no,
    name,
    arg_min(definition, CASE WHEN is_primary THEN 0 ELSE 1::BIGINT << 62 END + definition) AS definition
FROM work.ir.definitions
WHERE scope IN (FROM module_scopes) AND kind NOT IN ('import', 'lambda') AND NOT is_instance
GROUP BY file_no, name;

CREATE TABLE imports AS
SELECT
    import,
    file_no,
    module,
    level,
    CASE WHEN NOT is_star THEN name END AS name,
    alias,
    is_star,
    is_guarded,
    bound_name,
    scope IN (FROM module_scopes) AS is_top_level
FROM work.ir.imports;

CREATE TABLE import_components AS FROM work.ir.import_components;
CREATE TABLE export_lists AS FROM work.ir.export_lists;

CREATE TABLE symbols AS
SELECT definition, symbol
FROM work.ir.definitions
WHERE kind = 'module' OR (scope IN (FROM module_scopes) AND symbol IS NOT NULL);
