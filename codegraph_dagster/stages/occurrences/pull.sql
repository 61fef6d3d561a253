-- `names` is by far the largest table. It is read where it is, and only for what the scripts ask of it.
CREATE VIEW names AS
SELECT id, file_no, scope, kind, role, name, line, start_char, end_char, definition
FROM work.ir.names
WHERE is_pulled(file_no);
CREATE VIEW definitions AS FROM work.ir.definitions WHERE is_pulled(file_no);
CREATE TABLE scopes AS SELECT scope, parent, kind, definition FROM work.ir.scopes WHERE is_pulled(file_no);
CREATE TABLE files AS SELECT file_no, language, is_test FROM work.ir.files WHERE status <> 'skipped';
CREATE TABLE augmented AS SELECT target FROM work.ir.flows WHERE mode = 'augment';
