-- Export lists: which names a module says it exports. The entries of a list count in the order of the text; an entry
-- may include another module's list.
CREATE TABLE list_entries AS
SELECT file_no, position, action, name FROM export_lists WHERE action <> 'include';

CREATE TABLE list_includes AS
WITH included AS (
    SELECT export_lists.file_no, export_lists.position, export_lists.name, statements.submodule_file, statements.module_file,
        statements.name AS imported
    FROM export_lists
    JOIN statements
        ON statements.file_no = export_lists.file_no AND NOT statements.is_star
        AND (
            statements.bound_name = export_lists.name AND (statements.name IS NOT NULL OR statements.alias IS NOT NULL OR NOT contains(statements.module, '.'))
            OR statements.name IS NULL AND statements.module = export_lists.name
        )
    WHERE export_lists.action = 'include'
)
SELECT DISTINCT file_no, position, CASE WHEN imported IS NULL THEN module_file ELSE submodule_file END AS included_file
FROM included
WHERE included_file IS NOT NULL
UNION
-- A package sees its submodules by their names once they are imported.
SELECT export_lists.file_no, export_lists.position, tree.file_no
FROM export_lists
JOIN files ON files.file_no = export_lists.file_no AND files.is_package
JOIN tree
    ON tree.language = files.language
    AND tree.key = concat_ws('/', nullif(files.folder, ''), replace(export_lists.name, '.', '/'))
WHERE export_lists.action = 'include';

CREATE TABLE listing_files AS SELECT DISTINCT file_no FROM export_lists;

CREATE TABLE listed AS SELECT file_no, name FROM list_entries LIMIT 0;
