CREATE TABLE files AS
SELECT file_no, path, language, is_package FROM work.ir.files;

CREATE TABLE definitions AS
SELECT definition, file_no, kind, name, scope, inner_scope, parent, symbol,
       name_start_line, name_start_char, name_end_line, name_end_char,
       signature, docstring, visibility, is_test, modifiers, is_instance
FROM work.ir.definitions;

CREATE TABLE scopes AS
SELECT scope, parent FROM work.ir.scopes;

-- A base class that is a plain name, also where it has type arguments.
CREATE TABLE base_names AS
SELECT b.definition, b.position, n.scope, n.name
FROM work.ir.bases b
LEFT JOIN work.ir.expressions e ON e.id = b.expression AND e.kind = 'subscript'
JOIN work.ir.names n ON n.id = coalesce(e.head, b.expression) AND n.kind = 'name';
