-- What each import statement says, with the files that its module, and its name taken for a module, are in.
CREATE TABLE out.statements AS
WITH located AS (
    SELECT
        imports.*,
        modules.file_no AS module_file,
        modules.status AS module_status,
        modules.reason AS module_reason,
        submodules.file_no AS submodule_file,
        tops.file_no AS top_file,
        standard_modules.module IS NOT NULL AS is_standard,
        -- `import redis` in a script redis.py means another redis.
        coalesce(NOT files.is_package AND tops.file_no = imports.file_no, false) AS means_another
    FROM imports
    JOIN importers ON importers.file_no = imports.file_no
    JOIN files ON files.file_no = imports.file_no
    JOIN modules
        ON modules.place = importers.place AND modules.level = imports.level AND modules.module = imports.module
    LEFT JOIN found AS submodules
        ON submodules.place = importers.place AND submodules.level = imports.level
        AND submodules.module = concat_ws('.', nullif(imports.module, ''), imports.name) AND imports.name IS NOT NULL
    LEFT JOIN modules AS tops
        ON tops.place = importers.place AND tops.level = 0 AND imports.level = 0
        AND tops.module = split_part(imports.module, '.', 1)
    LEFT JOIN standard_modules
        ON standard_modules.language = files.language AND standard_modules.module = tops.module
)
SELECT * EXCLUDE (is_standard) REPLACE (
    CASE WHEN NOT means_another THEN module_file END AS module_file,
    CASE WHEN NOT means_another THEN top_file END AS top_file,
    CASE WHEN NOT means_another THEN submodule_file END AS submodule_file,
    CASE
        WHEN NOT means_another THEN module_status
        WHEN is_standard THEN 'standard_library'
        ELSE 'external'
    END AS module_status,
    CASE WHEN NOT means_another THEN module_reason ELSE 'another module of the importing file''s own name' END
        AS module_reason
)
FROM located;
