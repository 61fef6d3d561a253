-- What each name of a module may be. A binding is an end (a definition, a module, a thing outside, or unresolved) or a
-- link to a name of another module. `preference`: the lower, the earlier it counts.

CREATE TABLE outside AS
SELECT
    file_no,
    CASE WHEN count(*) = 1 AND bool_and(status <> 'unresolved') THEN any_value(origin) END AS origin,
    any_value(status) AS status,
    string_agg(origin, ', ' ORDER BY origin) AS origins
FROM open_stars
GROUP BY file_no;

CREATE TABLE submodules AS
SELECT parents.file_no, split_part(tree.key, '/', -1) AS name, tree.file_no AS submodule_file
FROM files AS parents
JOIN tree
    ON tree.language = parents.language AND tree.key <> ''
    AND parents.folder = left(tree.key, greatest(length(tree.key) - length(split_part(tree.key, '/', -1)) - 1, 0))
WHERE parents.is_package AND tree.file_no <> parents.file_no AND is_wanted(parents.file_no, split_part(tree.key, '/', -1));

CREATE TABLE known_names AS
SELECT file_no, name FROM bound_names
UNION
SELECT file_no, name FROM star_names
UNION
SELECT file_no, name FROM submodules
UNION
SELECT file_no, name FROM kept;

INSERT INTO known_names
SELECT twins.stub_file, known_names.name
FROM twins
JOIN known_names ON known_names.file_no = twins.source_file
EXCEPT
FROM known_names;

-- Where each import leads. A name that its module does not have can still be a module found elsewhere, or come
-- from outside through the module's only star.
CREATE TABLE leads AS
WITH named AS (
    SELECT statements.*, known_names.file_no IS NOT NULL AS is_known, outside.origin, outside.status AS origin_status,
        outside.origins
    FROM chosen AS statements
    LEFT JOIN known_names ON known_names.file_no = statements.module_file AND known_names.name = statements.name
    LEFT JOIN outside ON outside.file_no = statements.module_file
)
SELECT
    named.import,
    CASE WHEN is_known THEN module_file END AS link_file,
    CASE WHEN is_known THEN named.name END AS link_name,
    CASE
        WHEN is_known THEN NULL
        WHEN named.name IS NULL THEN module_file
        ELSE submodule_file
    END AS target_file,
    CASE
        WHEN target_file IS NOT NULL OR is_known THEN NULL
        WHEN module_file IS NOT NULL THEN origin
        WHEN module_status IN ('external', 'standard_library') THEN named.module
    END AS external_module,
    CASE WHEN external_module IS NOT NULL THEN named.name END AS external_name,
    CASE
        WHEN target_file IS NOT NULL THEN 'resolved'
        WHEN module_file IS NOT NULL AND origin IS NOT NULL THEN origin_status
        WHEN module_file IS NOT NULL THEN 'unresolved'
        ELSE module_status
    END AS status,
    CASE
        WHEN target_file IS NOT NULL OR is_known THEN NULL
        WHEN module_file IS NULL THEN module_reason
        WHEN origin IS NOT NULL THEN format('module {} takes everything from {}', files.module, origin)
        WHEN files.is_skipped THEN format('module {} was not indexed', files.module)
        WHEN dynamic.file_no IS NOT NULL THEN format('module {} computes its names at run time', files.module)
        WHEN origins IS NOT NULL
            THEN format('module {} has no name {}; it may come from {}', files.module, named.name, origins)
        ELSE format('module {} has no name {}', files.module, named.name)
    END AS reason
FROM named
LEFT JOIN files ON files.file_no = named.module_file
LEFT JOIN import_rules USING (language)
LEFT JOIN own_names AS dynamic
    ON dynamic.file_no = named.module_file AND dynamic.name = import_rules.dynamic_member AND dynamic.definition IS NOT NULL;

CREATE TABLE bindings AS
WITH
definitions AS (
    SELECT file_no, name, 0 AS tier, definition AS place, file_no AS target_file, definition,
        NULL AS external_module, NULL AS external_name, 'resolved' AS status, NULL AS reason,
        NULL::INTEGER AS link_file, NULL AS link_name
    FROM bound_names
    WHERE definition IS NOT NULL
),
imported AS (
    SELECT
        statements.file_no,
        statements.bound_name,
        0,
        statements.import,
        CASE
            WHEN binds_top THEN top_file
            WHEN is_self THEN submodule_file
            ELSE leads.target_file
        END AS target_file,
        NULL::BIGINT,
        CASE WHEN binds_top AND top_file IS NULL THEN split_part(statements.module, '.', 1) ELSE leads.external_module END,
        leads.external_name,
        CASE
            WHEN binds_top AND top_file IS NOT NULL OR is_self AND submodule_file IS NOT NULL THEN 'resolved'
            WHEN binds_top AND leads.status = 'resolved' OR is_self THEN 'unresolved'
            ELSE leads.status
        END,
        CASE WHEN is_self THEN 'a module imports this name from itself' ELSE leads.reason END,
        CASE WHEN NOT is_self THEN leads.link_file END,
        CASE WHEN NOT is_self THEN leads.link_name END
    FROM (
        SELECT
            *,
            name IS NULL AND alias IS NULL AND level = 0 AS binds_top,
            coalesce(module_file = file_no AND name = bound_name, false) AS is_self
        FROM chosen
        WHERE is_top_level AND NOT is_star AND is_wanted(file_no, bound_name)
    ) AS statements
    JOIN leads USING (import)
),
starred AS (
    SELECT star_names.file_no, star_names.name, 1, CASE WHEN star_names.is_guarded THEN import ELSE -import END,
        NULL, NULL, NULL, NULL,
        CASE WHEN known_names.name IS NULL THEN 'unresolved' END,
        CASE WHEN known_names.name IS NULL
            THEN format('module {} exports {} but does not have it', files.module, star_names.name) END,
        CASE WHEN known_names.name IS NOT NULL THEN star_names.module_file END,
        CASE WHEN known_names.name IS NOT NULL THEN star_names.name END
    FROM star_names
    JOIN files ON files.file_no = star_names.module_file
    LEFT JOIN known_names ON known_names.file_no = star_names.module_file AND known_names.name = star_names.name
),
left_out AS (
    SELECT twins.stub_file, known_names.name, 2, 0, NULL, NULL, NULL, NULL, NULL, NULL,
        twins.source_file, known_names.name
    FROM twins
    JOIN known_names ON known_names.file_no = twins.source_file
    LEFT JOIN bound_names ON bound_names.file_no = twins.stub_file AND bound_names.name = known_names.name
    WHERE bound_names.name IS NULL AND is_wanted(twins.stub_file, known_names.name)
),
below AS (
    SELECT file_no, name, 3, 0, submodule_file, NULL, NULL, NULL, 'resolved', NULL, NULL, NULL FROM submodules
)
SELECT
    * REPLACE (coalesce(everything.definition, module_definitions.definition) AS definition),
    (tier::BIGINT << 60) + place AS preference  -- keys have less than 60 bits
FROM (
    FROM definitions UNION ALL FROM imported UNION ALL FROM starred UNION ALL FROM left_out UNION ALL FROM below
) AS everything
LEFT JOIN (SELECT file_no AS module_file, definition FROM module_definitions) AS module_definitions
    ON module_definitions.module_file = everything.target_file;

-- Most names are what their first binding says.
CREATE TABLE resolved AS
SELECT file_no, name, tier, target_file, definition, external_module, external_name, status, reason, false AS is_late
FROM bindings
SEMI JOIN (SELECT file_no, name, min(preference) AS preference FROM bindings GROUP BY file_no, name) AS firsts
    USING (file_no, name, preference)
WHERE link_file IS NULL AND target_file IS NOT NULL
UNION ALL
SELECT file_no, name, NULL, target_file, definition, external_module, external_name, status, reason, is_late
FROM kept;

CREATE TABLE pending AS
FROM bindings
ANTI JOIN resolved USING (file_no, name);
