CREATE TABLE import_targets AS
WITH led AS (
    SELECT
        statements.*,
        CASE WHEN leads.link_file IS NULL THEN leads.target_file ELSE resolved.target_file END AS target_file,
        CASE WHEN leads.link_file IS NULL THEN modules.definition ELSE resolved.definition END AS target_definition,
        CASE WHEN leads.link_file IS NULL THEN leads.external_module ELSE resolved.external_module END AS external_module,
        CASE WHEN leads.link_file IS NULL THEN leads.external_name ELSE resolved.external_name END AS external_name,
        CASE WHEN leads.link_file IS NULL THEN leads.status ELSE resolved.status END AS status,
        CASE WHEN leads.link_file IS NULL THEN leads.reason ELSE resolved.reason END AS reason,
        tops.definition AS top_definition
    FROM chosen AS statements
    JOIN leads USING (import)
    LEFT JOIN resolved ON resolved.file_no = leads.link_file AND resolved.name = leads.link_name
    LEFT JOIN module_definitions AS modules ON modules.file_no = leads.target_file
    LEFT JOIN module_definitions AS tops ON tops.file_no = statements.top_file
)
SELECT
    import,
    file_no,
    module_file,
    submodule_file,
    status,
    CASE WHEN status <> 'resolved' THEN reason END AS reason,
    target_file,
    target_definition,
    external_module,
    external_name,
    CASE
        WHEN is_star THEN NULL
        WHEN name IS NULL AND alias IS NULL AND level = 0 THEN top_definition
        ELSE target_definition
    END AS bound_definition,
    -- Also the first component of a namespace package's path: it has no file.
    CASE
        WHEN is_star OR name IS NOT NULL OR status = 'unresolved' THEN NULL
        WHEN alias IS NOT NULL THEN external_module
        WHEN top_file IS NULL THEN split_part(module, '.', 1)
    END AS bound_external
FROM led;

CREATE VIEW out.imports AS SELECT * EXCLUDE (file_no, module_file, submodule_file) FROM import_targets;
