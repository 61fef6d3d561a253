-- The tables that are read, of all files. What is computed reads those without `all_`: of the files it is computed for.
CREATE VIEW all_names AS
SELECT id, file_no, kind, role, name, definition, head, parent, position FROM work.ir.names;
CREATE VIEW all_occurrences AS SELECT id, file_no, definition, binding, enclosing FROM work.links.occurrences;
CREATE VIEW all_definitions AS
SELECT definition, file_no, kind, name, scope, inner_scope, parent, qualified_name, modifiers, is_primary
FROM work.ir.definitions;
CREATE VIEW all_expressions AS SELECT id, file_no, kind, head, parent, position, "index" FROM work.ir.expressions;
CREATE VIEW all_arguments AS SELECT call, position, name, value, call >> 26 AS file_no FROM work.ir.arguments;
CREATE VIEW all_flows AS SELECT *, target >> 26 AS file_no FROM work.ir.flows;
CREATE VIEW all_narrowings AS SELECT *, subject >> 26 AS file_no FROM work.ir.narrowings;
CREATE VIEW all_annotations AS SELECT *, target >> 26 AS file_no FROM work.ir.annotations;
CREATE VIEW all_bases AS SELECT *, definition >> 26 AS file_no FROM work.ir.bases;
CREATE VIEW all_imports AS SELECT import, file_no, definition, name, is_star FROM work.ir.imports;
CREATE VIEW all_import_targets AS SELECT *, import >> 26 AS file_no FROM work.links.imports;
CREATE VIEW all_import_components AS SELECT *, id >> 26 AS file_no FROM work.links.import_components;
CREATE VIEW all_members AS FROM work.links.members;
CREATE VIEW module_names AS FROM work.ir.module_names;
CREATE TABLE files AS SELECT file_no, language FROM work.ir.files WHERE status <> 'skipped';

-- The definition or row of a key, and its file: see graph.sql.
CREATE MACRO row_of(key) AS abs(key) & ((1::BIGINT << 50) - 1);
CREATE MACRO file_of(key) AS row_of(key) >> 26;

-- Every definition that other files may name, and how it is found again when its key has changed. Those of modules and
-- classes are found by their names (`is_readable`), the others through what they belong to.
CREATE VIEW nameable AS
SELECT definition, file_no, hash(definitions.kind, qualified_name) AS identity,
    definitions.kind = 'module' OR scopes.kind IN ('module', 'class') AS is_readable
FROM all_definitions AS definitions
LEFT JOIN (SELECT scope, kind FROM work.ir.scopes) AS scopes USING (scope)
WHERE definitions.kind <> 'import'
    AND (is_readable OR definitions.kind IN ('class', 'function', 'method', 'lambda', 'parameter'));

-- The definitions of changed files: their keys in the last run, and now. One that is gone has no key now, a new one none
-- before.
CREATE TABLE renumbered (before BIGINT, now BIGINT);
CREATE MACRO key_now(key, renumbered_before, renumbered_now) AS
    CASE WHEN renumbered_before IS NULL THEN key ELSE renumbered_now END; -- NULL: it is gone
CREATE MACRO is_new(definition) AS definition IN (SELECT now FROM renumbered WHERE before IS NULL);
