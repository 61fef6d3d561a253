-- What each component of the path of an imported module is.
CREATE TABLE out.import_components AS
SELECT
    import_components.id,
    module_definitions.definition AS target_definition,
    -- In the path of a module of the repository, what has no file is a namespace package: not outside.
    CASE WHEN statements.module_status IN ('external', 'standard_library') AND modules.file_no IS NULL
        THEN import_components.module END AS external_module,
    CASE
        WHEN target_definition IS NOT NULL OR external_module IS NOT NULL THEN NULL
        WHEN statements.means_another THEN statements.module_reason
        WHEN modules.file_no IS NULL AND coalesce(statements.module_file, statements.submodule_file) IS NOT NULL
            THEN 'a namespace package: no file defines it'
        ELSE 'no such module'
    END AS reason
FROM import_components
JOIN out.statements AS statements USING (import)
JOIN importers USING (file_no)
LEFT JOIN modules
    ON modules.place = importers.place AND modules.level = import_components.level
    AND modules.module = import_components.module
LEFT JOIN module_definitions ON module_definitions.file_no = modules.file_no
    AND NOT coalesce(statements.means_another, false);
