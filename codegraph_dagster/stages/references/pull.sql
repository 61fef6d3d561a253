-- The large tables are read where they are. Small ones that are joined again and again are copied.
CREATE VIEW names AS FROM work.ir.names;
CREATE VIEW occurrences AS FROM work.links.occurrences;
CREATE VIEW definitions AS FROM work.ir.definitions;
CREATE VIEW expressions AS FROM work.ir.expressions;
CREATE VIEW arguments AS SELECT call, position, value FROM work.ir.arguments WHERE name IS NULL;
CREATE VIEW flows AS FROM work.ir.flows;
CREATE VIEW module_names AS FROM work.ir.module_names;
CREATE VIEW imports AS FROM work.ir.imports;
CREATE VIEW import_targets AS FROM work.links.imports;
CREATE VIEW import_components AS FROM work.links.import_components;
CREATE VIEW members AS FROM work.links.members;
CREATE TABLE narrowings AS FROM work.ir.narrowings;
CREATE TABLE annotations AS FROM work.ir.annotations;
CREATE TABLE bases AS FROM work.ir.bases;
CREATE TABLE files AS SELECT file_no, language FROM work.ir.files WHERE status <> 'skipped';
