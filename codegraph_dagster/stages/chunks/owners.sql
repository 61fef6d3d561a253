-- The things that have chunks, each with its skeleton's place in the hierarchy and the parts of its id.

CREATE MACRO chunk_key(path, kind, fqn, ordinal, part) AS
    md5_number_lower(concat_ws(chr(31), path, kind, fqn, ordinal, part));

-- The folder's package: where the file is imported from, without the file's own name in it.
CREATE TABLE placed_files AS
SELECT files.*,
       concat_ws('/', getvariable('repository'), nullif(root, '')) AS project,
       regexp_replace(path, '/?[^/]*$', '') AS folder,
       CASE
           WHEN module IS NULL THEN replace(regexp_replace(path, '/?[^/]*$', ''), '/', '.')
           WHEN is_package THEN module
           ELSE regexp_replace(module, '\.?[^.]*$', '')
       END AS package
FROM files;

CREATE TABLE packages AS
SELECT project, root, folder, package,
       chunk_key(folder, 'module', concat_ws(chr(31), root, package), 0, 0) AS chunk_id,
       chunk_key(root, 'project', '', 0, 0) AS parent_id,
       CASE WHEN min(language) = max(language) THEN min(language) END AS language,
       bool_and(is_test) AS is_test,
       min(definition) FILTER (is_package) AS definition,
       count(*) AS files
FROM placed_files
GROUP BY project, root, folder, package;

CREATE TABLE owners AS
WITH named AS (
    SELECT f.definition, 'file' AS kind, coalesce(nullif(f.module, ''), f.path) AS fqn,
           f.path, f.language, f.is_test, d.symbol, coalesce(d.visibility, 'public') AS visibility,
           NULL::BIGINT AS parent, p.chunk_id AS package_id
    FROM placed_files f
    JOIN packages p USING (root, folder, package)
    LEFT JOIN definitions d ON d.definition = f.definition
    UNION ALL
    SELECT d.definition, CASE d.kind WHEN 'class' THEN 'class' ELSE 'function' END,
           concat_ws('.', nullif(f.module, ''), d.qualified_name),
           f.path, f.language, d.is_test, d.symbol, d.visibility, d.parent, NULL
    FROM definitions d
    JOIN files f USING (file_no)
    WHERE d.kind IN ('class', 'function', 'method')
      AND d.definition IN (SELECT definition FROM pieces)
)
SELECT *, row_number() OVER (PARTITION BY path, kind, fqn ORDER BY definition) - 1 AS ordinal
FROM named;

CREATE TABLE identified AS
WITH keyed AS (
    SELECT *, chunk_key(path, kind, fqn, ordinal, 0) AS skeleton_id FROM owners
)
SELECT owner.*, coalesce(owner.package_id, above.skeleton_id) AS parent_id
FROM keyed owner
LEFT JOIN (SELECT definition, skeleton_id FROM keyed WHERE kind IN ('file', 'class')) above
    ON above.definition = owner.parent;
