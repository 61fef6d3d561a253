-- Files of which an import may lead to another file than before, with all of their imports.
CREATE TABLE moved AS
FROM restated_files
UNION
SELECT import_targets.file_no
FROM import_targets
JOIN work.links.imports AS before USING (import)
WHERE before.target_file IS DISTINCT FROM import_targets.target_file;

CREATE TABLE import_ends AS
SELECT file_no, import, module_file, submodule_file, target_file
FROM import_targets
WHERE file_no IN (FROM moved)
UNION ALL
SELECT statements.file_no, import, statements.module_file, statements.submodule_file, before.target_file
FROM statements
JOIN work.links.imports AS before USING (import)
WHERE statements.file_no IN (FROM moved) AND import NOT IN (SELECT import FROM import_targets);

CREATE VIEW other_edges AS
SELECT sources.file_no AS source, targets.file_no AS target
FROM work.main.file_dependencies AS before
JOIN files AS sources ON sources.path = before.source_path
JOIN files AS targets ON targets.path = before.target_path
WHERE sources.file_no NOT IN (FROM moved);
