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

CREATE TABLE module_definitions AS
SELECT file_no, definition FROM work.ir.definitions WHERE kind = 'module';

-- Modules, and what they define themselves.
CREATE TABLE own_definitions AS
SELECT file_no, name, definition, symbol, is_primary, kind = 'module' AS is_module
FROM work.ir.definitions
WHERE is_pulled(file_no)
    AND (kind = 'module' OR scope IN (FROM module_scopes) AND kind NOT IN ('import', 'lambda') AND NOT is_instance);

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
FROM work.ir.imports
WHERE is_pulled(file_no);

-- Keys are file number << 26 | ordinal.
CREATE TABLE import_components AS FROM work.ir.import_components WHERE is_pulled(id >> 26);
CREATE TABLE export_lists AS FROM work.ir.export_lists;

-- Members of earlier runs that are as they were; reach.sql fills it.
CREATE TABLE kept AS FROM work.links.members LIMIT 0;
