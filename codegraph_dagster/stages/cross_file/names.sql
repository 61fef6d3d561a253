-- Names that each module binds itself, and which of all its names pass through `from module import *`.
CREATE TABLE bound_names AS
SELECT file_no, name, bool_and(hidden) AS is_hidden
FROM (
    SELECT file_no, name, false AS hidden FROM own_definitions
    UNION ALL
    SELECT
        statements.file_no,
        statements.bound_name,
        files.is_stub AND import_rules.declarations_hide_imports
            AND statements.alias IS DISTINCT FROM coalesce(statements.name, statements.module)
    FROM statements
    JOIN files USING (file_no)
    JOIN import_rules USING (language)
    WHERE statements.is_top_level AND NOT statements.is_star
)
GROUP BY file_no, name;

CREATE TABLE exported AS
FROM listed
UNION ALL
SELECT bound_names.file_no, bound_names.name
FROM bound_names
JOIN files USING (file_no)
JOIN import_rules USING (language)
WHERE bound_names.file_no NOT IN (FROM listing_files) AND NOT bound_names.is_hidden
    AND NOT coalesce(starts_with(bound_names.name, import_rules.private_prefix), false);

CREATE TABLE stars AS
SELECT import, file_no, is_guarded, module_file
FROM statements
WHERE is_star AND is_top_level AND module_file <> file_no;

-- Modules outside the repository from which a module takes everything: what they have is not known.
CREATE TABLE open_stars AS
SELECT DISTINCT file_no, module AS origin, module_status AS status
FROM statements
WHERE is_star AND is_top_level AND module_file IS NULL;

CREATE TABLE star_names (file_no INTEGER, name VARCHAR, import BIGINT, is_guarded BOOLEAN, module_file INTEGER);
CREATE OR REPLACE TABLE fresh AS FROM exported;
CREATE TABLE fresh_origins AS FROM open_stars;
