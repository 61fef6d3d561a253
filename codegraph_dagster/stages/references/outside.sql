-- What lies outside of the repository, as far as it can be named.

CREATE TABLE words AS FROM language_words;

CREATE TABLE attributes AS
SELECT id, head, name, file_no FROM names WHERE kind = 'attribute' AND head IS NOT NULL;
CREATE TABLE keywords AS
SELECT id, head AS call, name FROM names WHERE kind = 'keyword';

-- The path of an attribute of what `owner` is the path of; `submodule`: the module of that name, if there is one.
CREATE MACRO attribute_path(owner, attribute, submodule) AS CASE
    WHEN NOT ends_with(owner, '/') THEN owner || '.' || attribute
    WHEN submodule IS NOT NULL THEN submodule || '/'
    ELSE owner || attribute
END;

-- What modules of the repository lie in. Without a file it has the path of something external up to the end.
CREATE TABLE namespaces AS
SELECT DISTINCT array_to_string(string_split(module, '.')[:length], '.') AS path
FROM (SELECT module, unnest(range(1, len(string_split(module, '.')))) AS length FROM module_names);

-- An attribute of something external is external too; it is a module where some import says so (`import os.path`), or
-- modules of the repository lie in it.
CREATE TABLE external_modules AS
SELECT external_module AS module FROM all_import_components WHERE external_module IS NOT NULL
UNION
SELECT path FROM namespaces;
CREATE TABLE externals AS
WITH RECURSIVE chain(id, external) AS (
    SELECT attributes.id,
        attribute_path(targets.external, attributes.name, external_modules.module)
    FROM targets
    JOIN attributes ON attributes.head = targets.id
    LEFT JOIN external_modules ON external_modules.module = replace(targets.external, '/', '.') || attributes.name
    WHERE targets.external IS NOT NULL AND targets.definition IS NULL
    UNION ALL
    SELECT attributes.id,
        attribute_path(chain.external, attributes.name, external_modules.module)
    FROM chain
    JOIN attributes ON attributes.head = chain.id
    LEFT JOIN external_modules ON external_modules.module = replace(chain.external, '/', '.') || attributes.name
)
FROM chain;

CREATE TABLE outside AS
SELECT id, external FROM targets WHERE external IS NOT NULL AND definition IS NULL
UNION ALL
FROM externals;
