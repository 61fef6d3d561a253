-- The text of each part 0: a header, the docstring, and a line for each member, cut to the size of a chunk.

CREATE MACRO capped(content) AS
    CASE
        WHEN length(content) <= getvariable('chunk_max_chars') THEN content
        -- Back to the last whole line that fits with the mark behind it.
        ELSE left(
            regexp_replace(left(content, greatest(getvariable('chunk_max_chars') - 4, 0)), '\n[^\n]*$', '')
                || chr(10) || '...',
            getvariable('chunk_max_chars')
        )
    END;
CREATE MACRO indented(content) AS '    ' || replace(content, chr(10), chr(10) || '    ');
CREATE MACRO first_line(content) AS regexp_extract(content, '^[^\r\n]*');

CREATE TABLE member_lists AS
SELECT parent AS definition, string_agg(coalesce(nullif(signature, ''), name), chr(10) ORDER BY definition) AS members
FROM definitions
WHERE parent IN (SELECT definition FROM owners WHERE kind IN ('file', 'class'))
GROUP BY parent;

CREATE TABLE skeletons AS
SELECT owner.definition,
       CASE owner.kind
           WHEN 'class' THEN concat_ws(
               chr(10), coalesce(nullif(d.signature, ''), d.name), indented(nullif(d.docstring, '')), indented(m.members))
           ELSE concat_ws(chr(10), owner.path, nullif(d.docstring, ''), m.members)
       END AS content
FROM owners owner
LEFT JOIN definitions d USING (definition)
LEFT JOIN member_lists m USING (definition)
WHERE owner.kind IN ('file', 'class');

CREATE TABLE package_skeletons AS
WITH listed AS (
    SELECT f.root, f.folder, f.package,
           string_agg(concat_ws(': ', f.path, nullif(first_line(d.docstring), '')), chr(10) ORDER BY f.path) AS members
    FROM placed_files f
    LEFT JOIN definitions d USING (definition)
    GROUP BY f.root, f.folder, f.package
)
SELECT packages.chunk_id,
       concat_ws(chr(10), coalesce(nullif(packages.package, ''), packages.project), nullif(d.docstring, ''), members)
           AS content,
       d.symbol,
       coalesce(d.visibility, 'public') AS visibility
FROM packages
JOIN listed USING (root, folder, package)
LEFT JOIN definitions d USING (definition);

CREATE TABLE projects AS
SELECT parent_id, project, root,
       string_agg(concat(coalesce(nullif(package, ''), '.'), ' (', files, ')'), chr(10) ORDER BY package, folder)
           AS members,
       CASE WHEN min(language) = max(language) AND count(language) = count(*) THEN min(language) END AS language,
       bool_and(is_test) AS is_test,
       sum(files) AS files
FROM packages
GROUP BY parent_id, project, root;

-- One row, also for a repository without a file.
CREATE TABLE repository AS
SELECT string_agg(concat(project, ' (', files, ')'), chr(10) ORDER BY project) AS members,
       CASE WHEN min(language) = max(language) AND count(language) = count(*) THEN min(language) END AS language,
       coalesce(bool_and(is_test), false) AS is_test
FROM projects;
