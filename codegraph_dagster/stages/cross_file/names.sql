-- Which names of each module pass through `from module import *`.
CREATE TABLE exported AS
FROM listed
UNION ALL
SELECT bound_names.file_no, bound_names.name
FROM bound_names
JOIN files USING (file_no)
JOIN import_rules USING (language)
WHERE bound_names.file_no NOT IN (FROM listing_files) AND NOT bound_names.is_hidden
    AND NOT coalesce(starts_with(bound_names.name, import_rules.private_prefix), false)
UNION ALL
SELECT file_no, name
FROM kept
WHERE is_exported AND file_no NOT IN (FROM listing_files);

CREATE TABLE star_names (file_no INTEGER, name VARCHAR, import BIGINT, is_guarded BOOLEAN, module_file INTEGER);
CREATE OR REPLACE TABLE fresh AS FROM exported;
CREATE TABLE fresh_origins AS FROM open_stars;
