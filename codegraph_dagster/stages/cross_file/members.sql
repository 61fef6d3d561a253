CREATE TABLE out.members AS
SELECT
    resolved.file_no,
    resolved.name,
    resolved.definition,
    resolved.external_module,
    resolved.external_name,
    resolved.tier < 3
        AND (resolved.tier > 0 OR bound_names.definition IS NULL OR bound_names.definition IS DISTINCT FROM resolved.definition)
        AS is_reexport,
    resolved.tier = 3 AS is_submodule,
    exported.name IS NOT NULL AS is_exported,
    resolved.target_file,
    resolved.status,
    resolved.reason,
    resolved.is_late
FROM resolved
LEFT JOIN bound_names ON bound_names.file_no = resolved.file_no AND bound_names.name = resolved.name
LEFT JOIN exported ON exported.file_no = resolved.file_no AND exported.name = resolved.name
WHERE is_wanted(resolved.file_no, resolved.name);

-- What is exported only because nothing says otherwise counts when it is a thing of the repository: `import os`
-- offers nobody `os`.
CREATE TABLE out.exports AS
SELECT files.path, members.name, symbols.symbol, members.is_reexport OR members.is_submodule AS is_reexport
FROM out.members AS members
JOIN files USING (file_no)
LEFT JOIN symbols USING (definition)
WHERE members.is_exported
    AND (members.definition IS NOT NULL OR members.file_no IN (FROM listing_files));
