-- Which file each module path means that an import statement writes. A path is looked up once for all files of one
-- place: those that see the same folder, root and package.

CREATE TABLE places AS
SELECT row_number() OVER () AS place, *
FROM (SELECT DISTINCT language, folder, root, package FROM files WHERE file_no IN (SELECT file_no FROM imports));

CREATE TABLE importers AS
SELECT files.file_no, places.place
FROM files
JOIN places USING (language, folder, root, package);

-- `from a.b import c` asks for the module a.b and, as c may be a module, for a.b.c (not `is_path`). The prefixes of a
-- path tell how far it leads.
CREATE TABLE requests AS
WITH
written AS (
    SELECT DISTINCT importers.place, imports.level, imports.module, imports.name
    FROM imports
    JOIN importers USING (file_no)
),
prefixes AS (
    SELECT
        place,
        level,
        array_to_string(list_slice(components, 1, unnest(range(CASE WHEN level > 0 THEN 0 ELSE 1 END, len(components) + 1))), '.')
            AS module
    FROM (SELECT DISTINCT place, level, string_split(module, '.') AS components FROM written)
)
SELECT place, level, module, bool_or(is_path) AS is_path
FROM (
    SELECT *, true AS is_path FROM prefixes
    UNION ALL
    SELECT place, level, CASE WHEN module = '' THEN name ELSE module || '.' || name END, false
    FROM written
    WHERE name IS NOT NULL
)
GROUP BY place, level, module;

CREATE TABLE relative_requests AS
WITH
bases AS (
    SELECT
        requests.*,
        places.language,
        places.package,
        CASE WHEN places.folder = '' THEN 0 ELSE len(string_split(places.folder, '/')) END - (level - 1) AS depth,
        CASE WHEN places.root = '' THEN 0 ELSE len(string_split(places.root, '/')) END AS root_depth,
        array_to_string(list_slice(string_split(places.folder, '/'), 1, greatest(depth, 0)), '/') AS base
    FROM requests
    JOIN places USING (place)
    WHERE level > 0
)
SELECT
    bases.place,
    bases.level,
    bases.module,
    bases.base,
    -- Python knows no package above the root, pyright no folder above the repository's.
    bases.level > 1 AND (depth < 0 OR depth <= root_depth AND NOT coalesce(packages.is_package, false)) AS is_beyond,
    concat_ws('.',
        nullif(array_to_string(list_slice(string_split(package, '.'), 1, len(string_split(package, '.')) - (bases.level - 1)), '.'), ''),
        nullif(bases.module, '')
    ) AS absolute,
    CASE WHEN NOT is_beyond THEN tree.file_no END AS file_no
FROM bases
LEFT JOIN tree AS packages ON packages.language = bases.language AND packages.key = bases.base
LEFT JOIN tree
    ON tree.language = bases.language
    AND tree.key = concat_ws('/', nullif(bases.base, ''), nullif(replace(bases.module, '.', '/'), ''));

-- Absolute paths; and relative ones that lead to no file: the stubs of a package may stand beside its sources.
CREATE TABLE found_modules AS
WITH
sought AS (
    SELECT place, level, module, module AS absolute FROM requests WHERE level = 0
    UNION ALL
    SELECT place, level, module, absolute FROM relative_requests WHERE file_no IS NULL AND NOT is_beyond
),
matches AS (
    SELECT
        sought.place,
        sought.level,
        sought.module,
        module_names.*,
        module_names.folder = '' OR places.folder = module_names.folder
            OR starts_with(places.folder, module_names.folder || '/') AS is_around
    FROM sought
    JOIN places USING (place)
    JOIN module_names ON module_names.module = sought.absolute
    JOIN files ON files.file_no = module_names.file_no AND files.language = places.language
)
SELECT place, level, module, file_no, is_around, is_around AND outranks_standard AS outranks_standard
FROM matches
WHERE is_around OR NOT is_local
QUALIFY row_number() OVER (
    PARTITION BY place, level, module
    ORDER BY
        is_around AND outranks_standard DESC,
        is_around DESC,
        CASE WHEN is_around THEN -length(folder) ELSE length(folder) END,
        is_local,
        rank,
        file_no
) = 1;

CREATE TABLE found AS
SELECT place, level, module, file_no, true AS is_around FROM relative_requests WHERE file_no IS NOT NULL
UNION ALL
SELECT found_modules.place, level, module, file_no, is_around
FROM found_modules
JOIN places USING (place)
WHERE level > 0 OR outranks_standard
    OR (places.language, split_part(module, '.', 1)) NOT IN (FROM standard_modules);

-- How far the path of a module that was not found leads.
CREATE TABLE furthest AS
WITH prefixes AS (
    SELECT
        requests.place,
        requests.level,
        requests.module,
        unnest(range(CASE WHEN level > 0 THEN 0 ELSE 1 END, len(string_split(module, '.')))) AS depth,
        array_to_string(list_slice(string_split(module, '.'), 1, depth), '.') AS prefix
    FROM requests
    ANTI JOIN found USING (place, level, module)
    WHERE requests.is_path
)
SELECT
    prefixes.place,
    prefixes.level,
    prefixes.module,
    arg_max({'file_no': found.file_no, 'missing': split_part(prefixes.module, '.', prefixes.depth::INTEGER + 1)}, depth) AS step
FROM prefixes
JOIN found ON found.place = prefixes.place AND found.level = prefixes.level AND found.module = prefixes.prefix
WHERE found.is_around
GROUP BY ALL;

CREATE TABLE modules AS
SELECT
    requests.place,
    requests.level,
    requests.module,
    found.file_no,
    furthest.step.file_no AS parent_file,
    CASE
        WHEN found.file_no IS NOT NULL THEN 'resolved'
        WHEN requests.level > 0 THEN 'unresolved'
        WHEN standard_modules.module IS NOT NULL THEN 'standard_library'
        WHEN furthest.step IS NOT NULL THEN 'unresolved'
        ELSE 'external'
    END AS status,
    CASE
        WHEN status = 'resolved' THEN NULL
        WHEN status = 'standard_library' THEN 'module of the standard library'
        WHEN status = 'external' THEN 'no module of the repository is named ' || split_part(requests.module, '.', 1)
        WHEN relative_requests.is_beyond THEN 'relative import beyond the top-level package'
        WHEN files.is_package THEN format('no module {} in package {}', furthest.step.missing, files.module)
        WHEN files.file_no IS NOT NULL THEN format('module {} is no package', files.module)
        WHEN requests.module = '' THEN 'the folder is no package'
        ELSE format('no module {} in folder {}', split_part(requests.module, '.', 1), coalesce(nullif(relative_requests.base, ''), '.'))
    END AS reason
FROM requests
JOIN places USING (place)
LEFT JOIN found USING (place, level, module)
LEFT JOIN furthest USING (place, level, module)
LEFT JOIN files ON files.file_no = furthest.step.file_no
LEFT JOIN relative_requests USING (place, level, module)
LEFT JOIN standard_modules
    ON standard_modules.language = places.language AND standard_modules.module = split_part(requests.module, '.', 1)
WHERE requests.is_path;

