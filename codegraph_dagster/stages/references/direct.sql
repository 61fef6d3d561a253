-- What names refer to as far as scopes and imports say, before anything is inferred.
-- `external` is a dotted path for what is outside of the repository: 'os.path/join' (module/name), 'os.path/' (a module).

-- A name that several imports bind (try/except) is what the first of them that leads into the repository brings.
CREATE TABLE import_bindings AS
SELECT
    imports.definition AS binding,
    arg_min(
        {
            'definition': import_targets.bound_definition,
            'external': CASE
                WHEN import_targets.bound_external IS NOT NULL THEN import_targets.bound_external || '/'
                WHEN import_targets.bound_definition IS NULL AND import_targets.external_module IS NOT NULL
                    THEN import_targets.external_module || '/' || coalesce(import_targets.external_name, '')
            END,
            'status': import_targets.status,
            'reason': import_targets.reason
        },
        CASE
            WHEN import_targets.bound_definition IS NOT NULL THEN 0
            WHEN import_targets.status = 'unresolved' THEN 1::BIGINT << 62
            ELSE 1::BIGINT << 61
        END + imports.import
    ) AS target
FROM imports
JOIN import_targets USING (import)
WHERE imports.definition IS NOT NULL
GROUP BY imports.definition;

-- Names that lead out of their file, or nowhere.
CREATE TABLE targets AS
-- A name that an import binds.
SELECT
    occurrences.id,
    import_bindings.target.definition AS definition,
    import_bindings.target.external AS external,
    CASE
        WHEN import_bindings.target.definition IS NOT NULL THEN 'import'
        WHEN import_bindings.target.external IS NOT NULL THEN 'external'
        ELSE 'unresolved'
    END AS resolution,
    CASE WHEN import_bindings.target.definition IS NULL THEN import_bindings.target.reason END AS reason
FROM occurrences
JOIN import_bindings ON import_bindings.binding = occurrences.definition
WHERE occurrences.binding = 'import'
UNION ALL
-- The imported name itself, in the import statement.
SELECT
    imports.import,
    import_targets.target_definition,
    CASE
        WHEN import_targets.target_definition IS NULL AND import_targets.external_module IS NOT NULL
            THEN import_targets.external_module || '/' || coalesce(import_targets.external_name, '')
    END,
    CASE
        WHEN import_targets.target_definition IS NOT NULL THEN 'import'
        WHEN import_targets.external_module IS NOT NULL THEN 'external'
        ELSE 'unresolved'
    END,
    import_targets.reason
FROM imports
JOIN import_targets USING (import)
WHERE imports.name IS NOT NULL AND NOT imports.is_star
UNION ALL
-- A component of an imported module's path.
SELECT
    import_components.id,
    import_components.target_definition,
    import_components.external_module || '/',
    CASE
        WHEN import_components.target_definition IS NOT NULL THEN 'import'
        WHEN import_components.external_module IS NOT NULL THEN 'external'
        ELSE 'unresolved'
    END,
    import_components.reason
FROM import_components
UNION ALL
SELECT occurrences.id, NULL, 'builtins/' || names.name, 'builtin', NULL
FROM occurrences
JOIN names USING (id)
WHERE occurrences.binding = 'builtin'
UNION ALL
-- A name that nothing in the file binds may come with a star.
SELECT
    occurrences.id,
    members.definition,
    CASE WHEN members.definition IS NULL THEN members.external_module || '/' || coalesce(members.external_name, '') END,
    CASE
        WHEN members.definition IS NOT NULL THEN 'import'
        WHEN members.external_module IS NOT NULL THEN 'external'
        ELSE 'unresolved'
    END,
    CASE
        WHEN members.definition IS NULL AND members.external_module IS NULL
            THEN 'no binding of this name in any scope around it'
    END
FROM occurrences
JOIN names USING (id)
LEFT JOIN (SELECT DISTINCT file_no FROM imports WHERE is_star) AS stars ON stars.file_no = occurrences.file_no
LEFT JOIN members
    ON members.file_no = stars.file_no AND members.name = names.name AND NOT members.is_submodule
WHERE occurrences.binding = 'unresolved' AND names.kind = 'name';

-- All names that a definition of the repository is known for: those that stay in their file, and the others.
CREATE TABLE referents AS
SELECT id, definition FROM occurrences WHERE binding IN ('local', 'file') AND definition IS NOT NULL
UNION ALL
SELECT id, definition FROM targets WHERE definition IS NOT NULL;
