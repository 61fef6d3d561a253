CREATE TABLE files AS
SELECT file_no, file_no::BIGINT << 26 AS definition, path, language, module, root, is_package, is_test
FROM work.ir.files
WHERE status IN ('indexed', 'partial');

CREATE TABLE sources AS
SELECT file_no, text, statement_lines, statement_depths
FROM work.ir.sources;

-- The definitions that chunks are made of, and those that a skeleton lists: no locals, no parameters, no imports.
CREATE TABLE definitions AS
SELECT definition, file_no, kind, name, parent, qualified_name, symbol,
       start_line, end_line + (end_char > 0)::INTEGER AS end_line,
       signature, docstring, visibility, is_test
FROM work.ir.definitions
WHERE kind IN ('module', 'class', 'function', 'method', 'field', 'type_alias')
   OR (kind = 'variable' AND parent = file_no::BIGINT << 26);
