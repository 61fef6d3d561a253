CREATE TABLE names AS
SELECT id, file_no, kind, role, name, definition, head, parent, position FROM work.ir.names;
CREATE TABLE occurrences AS
SELECT id, file_no, roles, definition, binding, enclosing FROM work.links.occurrences;
CREATE TABLE definitions AS
SELECT definition, file_no, kind, name, scope, inner_scope, parent, modifiers, position, is_primary, is_instance
FROM work.ir.definitions;
CREATE TABLE expressions AS SELECT id, file_no, kind, head, parent, position FROM work.ir.expressions;
CREATE TABLE module_names AS SELECT file_no, module FROM work.ir.module_names;
CREATE TABLE narrowings AS FROM work.ir.narrowings;
CREATE TABLE arguments AS SELECT call, position, value FROM work.ir.arguments WHERE name IS NULL;
CREATE TABLE flows AS FROM work.ir.flows;
CREATE TABLE annotations AS FROM work.ir.annotations;
CREATE TABLE bases AS FROM work.ir.bases;
CREATE TABLE decorators AS FROM work.ir.decorators;
CREATE TABLE imports AS SELECT import, file_no, definition, is_star FROM work.ir.imports;
CREATE TABLE import_targets AS FROM work.links.imports;
CREATE TABLE import_components AS FROM work.links.import_components;
CREATE TABLE members AS FROM work.links.members;
CREATE TABLE files AS SELECT file_no, language FROM work.ir.files WHERE status <> 'skipped';
