CREATE MACRO main.outline(path VARCHAR) AS TABLE
WITH RECURSIVE
shown AS (
    SELECT d.*
    FROM ir.files AS f
    JOIN ir.definitions AS d ON d.file_no = f.file_no
    WHERE f.path = path
        AND d.kind IN ('module', 'class', 'function', 'method', 'field', 'variable', 'type_alias')
        AND d.symbol NOT LIKE 'local %'
),
tree (definition, level) AS (
    SELECT s.definition, 0
    FROM shown AS s
    WHERE s.kind = 'module'
    UNION ALL
    SELECT s.definition, t.level + 1
    FROM tree AS t
    JOIN shown AS s ON s.parent = t.definition
)
SELECT
    t.level AS level,
    s.kind AS kind,
    s.qualified_name AS name,
    coalesce(nullif(s.signature, ''), s.name) AS signature,
    s.start_line AS start_line,
    s.start_char AS start_char,
    s.end_line AS end_line,
    s.end_char AS end_char,
    s.symbol AS symbol,
    s.visibility AS visibility
FROM tree AS t
JOIN shown AS s ON s.definition = t.definition
WHERE t.level > 0
ORDER BY s.start_line, s.start_char, t.level, s.definition;

COMMENT ON MACRO TABLE main.outline IS 'What a file defines, in the order of the source: classes, functions, methods, fields, variables of the module and type aliases, with the level of nesting (1: directly in the module). Lines and characters count from 0 and are those of the whole definition. Example: FROM outline(''django/utils/crypto.py'')';
