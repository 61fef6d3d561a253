-- A file depends on the module that an import statement of it names, and on the file to which the import leads. A
-- package of which only a submodule is taken is no dependency.
CREATE TABLE dependencies AS
SELECT file_no AS source, target_file AS target, import FROM import_ends
UNION
SELECT file_no, module_file, import
FROM import_ends
WHERE target_file IS DISTINCT FROM submodule_file OR submodule_file IS NULL;

DELETE FROM dependencies WHERE target IS NULL OR target = source;

CREATE TABLE out.file_dependencies AS
SELECT sources.path AS source_path, targets.path AS target_path, count(*)::INTEGER AS import_count
FROM dependencies
JOIN files AS sources ON sources.file_no = dependencies.source
JOIN files AS targets ON targets.file_no = dependencies.target
GROUP BY ALL;
