CREATE TABLE names AS
SELECT id, file_no, scope, kind, role, name, line, start_char, end_char, definition FROM work.ir.names;
CREATE TABLE scopes AS FROM work.ir.scopes;
CREATE TABLE definitions AS
SELECT definition, file_no, kind, name, scope, parent, is_primary, is_instance, modifiers, end_line, end_char
FROM work.ir.definitions;
CREATE TABLE files AS SELECT file_no, language, is_test FROM work.ir.files WHERE status <> 'skipped';
CREATE TABLE augmented AS SELECT target FROM work.ir.flows WHERE mode = 'augment';
