-- What of each file concerns the imports of all others, or every name that its module has: its place and its names as a
-- module, its stars, whether it has an export list, and whether it computes its names at run time. While these stay
-- as they are, a change reaches other files by single names only.
CREATE TABLE module_scopes AS SELECT scope FROM work.ir.scopes WHERE kind = 'module';

CREATE TABLE out.outlines AS
WITH
called AS (
    SELECT file_no, list_sort(list(hash(module_names))) AS modules FROM work.ir.module_names GROUP BY file_no
),
starred AS (
    SELECT file_no, list((module, level, is_guarded, scope IN (FROM module_scopes)) ORDER BY import) AS stars
    FROM work.ir.imports
    WHERE is_star
    GROUP BY file_no
),
listing AS (SELECT DISTINCT file_no, true AS has_list FROM work.ir.export_lists),
dynamic AS (
    SELECT DISTINCT file_no, true AS is_dynamic
    FROM work.ir.definitions
    WHERE name IN (SELECT dynamic_member FROM import_rules) AND scope IN (FROM module_scopes)
)
SELECT
    file_no,
    hash(path, language, module, root, is_package, is_stub, status = 'skipped', modules, stars, has_list, is_dynamic) AS digest
FROM work.ir.files
LEFT JOIN called USING (file_no)
LEFT JOIN starred USING (file_no)
LEFT JOIN listing USING (file_no)
LEFT JOIN dynamic USING (file_no);
