-- The module at each place of the file tree, without suffix: a package before a module, a stub before a source.
CREATE TABLE tree AS
SELECT
    language,
    CASE WHEN is_package THEN folder ELSE regexp_replace(path, '\.[^./]*$', '') END AS key,
    arg_min(file_no, CASE WHEN is_package THEN 0 ELSE 2 END + CASE WHEN is_stub THEN 0 ELSE 1 END) AS file_no,
    bool_or(is_package) AS is_package
FROM files
GROUP BY ALL;
