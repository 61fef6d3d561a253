CREATE TABLE files AS
SELECT file_no, file_no::BIGINT << 26 AS definition, path, language, module, root, is_package, is_test
FROM work.ir.files
WHERE status IN ('indexed', 'partial');

CREATE TABLE sources AS
SELECT file_no, text, statement_lines, statement_depths
FROM work.ir.sources
WHERE is_pulled(file_no);

-- The definitions that chunks are made of, and those that a skeleton lists: no locals, no parameters, no imports. Of
-- files that are not cut the module alone: what is above the files is always made anew.
CREATE TABLE definitions AS
SELECT definition, file_no, kind, name, parent, qualified_name, symbol,
       start_line, end_line + (end_char > 0)::INTEGER AS end_line,
       signature, docstring, visibility, is_test
FROM work.ir.definitions
WHERE kind = 'module'
   OR is_pulled(file_no)
      AND (kind IN ('class', 'function', 'method', 'field', 'type_alias')
           OR kind = 'variable' AND parent = file_no::BIGINT << 26);
