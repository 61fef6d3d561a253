-- `names` is by far the largest table. It is read where it is, and only for what the scripts ask of it.
CREATE VIEW names AS
SELECT id, file_no, scope, kind, role, name, line, start_char, end_char, definition FROM work.ir.names;
CREATE VIEW definitions AS FROM work.ir.definitions;
CREATE TABLE scopes AS SELECT scope, parent, kind, definition FROM work.ir.scopes;
CREATE TABLE files AS SELECT file_no, language, is_test FROM work.ir.files WHERE status <> 'skipped';
CREATE TABLE augmented AS SELECT target FROM work.ir.flows WHERE mode = 'augment';
