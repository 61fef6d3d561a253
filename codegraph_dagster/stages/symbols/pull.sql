-- Read where it is: only the last step asks for the texts.
CREATE VIEW definitions AS FROM work.ir.definitions WHERE is_pulled(file_no);

CREATE TABLE files AS
SELECT file_no, path, language, is_package FROM work.ir.files;

CREATE TABLE scopes AS
SELECT scope, parent FROM work.ir.scopes WHERE is_pulled(file_no);

-- A base class that is a plain name, also where it has type arguments.
CREATE TABLE base_names AS
SELECT b.definition, b.position, n.scope, n.name
FROM work.ir.bases b
LEFT JOIN work.ir.expressions e ON e.id = b.expression AND e.kind = 'subscript'
JOIN work.ir.names n ON n.id = coalesce(e.head, b.expression) AND n.kind = 'name'
WHERE is_pulled(n.file_no);
