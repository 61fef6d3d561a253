-- What the other macros share: how a question names a thing, and what a name in the source may refer to.
-- In all macros: a parameter hides every unqualified column of its name, so columns are written with their table. Tables
-- are named with their schema but without the database's name: the file may be attached under any name, which USE makes
-- the current one.

-- Internal: the dotted name of everything that other files can name.
CREATE VIEW links.dotted_names AS
SELECT
    d.definition,
    d.file_no,
    CASE WHEN d.kind = 'module' THEN d.qualified_name ELSE concat_ws('.', f.module, d.qualified_name) END AS dotted_name
FROM ir.definitions AS d
JOIN ir.files AS f ON f.file_no = d.file_no
WHERE d.kind IN ('module', 'class', 'function', 'method', 'field', 'variable', 'type_alias')
    AND d.symbol NOT LIKE 'local %';

-- Internal: what a question means by `symbol`: the symbol itself, or a dotted name, whole or its last parts; a whole name
-- wins. `path` leaves the definitions of one file.
CREATE MACRO links.definitions_of(symbol, path) AS TABLE
SELECT d.definition
FROM ir.definitions AS d
JOIN ir.files AS f ON f.file_no = d.file_no
WHERE d.symbol = symbol AND (path IS NULL OR f.path = path)
UNION
SELECT named.definition
FROM (
    SELECT n.definition, n.dotted_name = symbol AS is_whole
    FROM links.dotted_names AS n
    JOIN ir.files AS f ON f.file_no = n.file_no
    WHERE (n.dotted_name = symbol OR ends_with(n.dotted_name, '.' || symbol)) AND (path IS NULL OR f.path = path)
    QUALIFY is_whole OR NOT bool_or(is_whole) OVER ()
) AS named;

-- Internal: how the file alone has found what a name refers to: as links.answers says it of names that need no more.
CREATE MACRO links.own_resolution(binding, definition) AS
CASE
    WHEN definition IS NULL THEN CASE WHEN binding = 'builtin' THEN 'builtin' ELSE 'unresolved' END
    WHEN binding IN ('local', 'attribute') THEN binding
    WHEN binding IN ('import', 'imported', 'module') THEN 'import'
    ELSE 'file'
END;
