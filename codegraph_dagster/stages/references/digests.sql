-- What stage cross_file says, as digests: with the keys of now, and with those that definitions had in the last run, so
-- that a digest differs only where something else is said.
CREATE MACRO key_before(key, renumbered_now, renumbered_before) AS
    CASE WHEN renumbered_now IS NULL THEN key ELSE coalesce(renumbered_before, -1) END; -- -1: a new definition

CREATE TABLE import_digests AS
SELECT file_no, bit_xor(said) AS digest, bit_xor(as_before) AS as_before
FROM (
    SELECT
        targets.file_no,
        hash(targets) AS said,
        hash(struct_update(
            targets,
            target_definition := key_before(targets.target_definition, leads.now, leads.before),
            bound_definition := key_before(targets.bound_definition, bound.now, bound.before)
        )) AS as_before
    FROM all_import_targets AS targets
    LEFT JOIN renumbered AS leads ON leads.now = targets.target_definition
    LEFT JOIN renumbered AS bound ON bound.now = targets.bound_definition
    UNION ALL
    SELECT
        components.file_no,
        hash(components),
        hash(struct_update(
            components,
            target_definition := key_before(components.target_definition, leads.now, leads.before)
        ))
    FROM all_import_components AS components
    LEFT JOIN renumbered AS leads ON leads.now = components.target_definition
)
GROUP BY file_no;

CREATE TABLE member_digests AS
SELECT
    name,
    bit_xor(hash(members.file_no, definition, external_module, external_name, is_submodule)) AS digest,
    bit_xor(hash(
        members.file_no,
        key_before(definition, renumbered.now, renumbered.before),
        external_module,
        external_name,
        is_submodule
    )) AS as_before
FROM all_members AS members
LEFT JOIN renumbered ON renumbered.now = members.definition
GROUP BY name;

CREATE TABLE external_names AS
SELECT DISTINCT external_module AS module FROM all_import_components WHERE external_module IS NOT NULL;

CREATE TABLE circumstances AS
SELECT bit_xor(hash(module_names)) AS module_names FROM module_names;
