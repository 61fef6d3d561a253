-- A class is an enumeration when one of its bases in the file is.
CREATE TABLE enums AS
WITH RECURSIVE found AS (
    SELECT definition FROM definitions WHERE kind = 'class' AND list_contains(modifiers, 'enum')
    UNION
    SELECT class_bases.class FROM found JOIN class_bases ON class_bases.base = found.definition
)
FROM found;

CREATE TABLE traits AS
SELECT definition, 'enum' AS trait
FROM enums
UNION ALL
SELECT definition, 'enum_member'
FROM definitions
WHERE kind = 'field' AND parent IN (FROM enums) AND visibility = 'public'
  AND NOT list_contains(coalesce(modifiers, []), 'instance')
UNION ALL
SELECT definition, 'package'
FROM definitions
WHERE kind = 'module' AND file_no IN (SELECT file_no FROM files WHERE is_package)
UNION ALL
SELECT d.definition, 'constructor'
FROM definitions d
JOIN files f USING (file_no)
WHERE d.kind = 'method' AND (f.language, d.name) IN (SELECT (language, name) FROM constructors);

-- There are few different combinations and many definitions.
CREATE TABLE combinations AS
SELECT c.kind, c.modifiers, c.trait, arg_min(k.scip_kind, k.rank) AS scip_kind
FROM (
    SELECT DISTINCT d.kind, d.modifiers, t.trait FROM definitions d LEFT JOIN traits t USING (definition)
) c
JOIN kinds k
  ON k.kind = c.kind AND (k.trait IS NULL OR k.trait = c.trait OR list_contains(c.modifiers, k.trait))
GROUP BY c.kind, c.modifiers, c.trait;

CREATE TABLE enclosing AS
SELECT definition, symbol FROM definitions WHERE inner_scope IS NOT NULL AND symbol IS NOT NULL;

-- The rows are computed while they are written, so that the texts are never all in memory. Each join looks something
-- up for the definitions that pass by, in this order.
SET disabled_optimizers = 'join_order,build_side_probe_side';

CREATE VIEW out.symbols AS
SELECT d.symbol, d.name AS display_name, c.scip_kind AS kind, f.path,
       d.name_start_line AS start_line, d.name_start_char AS start_char,
       d.name_end_line AS end_line, d.name_end_char AS end_char,
       d.signature, d.docstring AS documentation, above.symbol AS enclosing_symbol, d.visibility, d.is_test
FROM definitions d
JOIN files f USING (file_no)
LEFT JOIN traits t ON t.definition = d.definition
JOIN combinations c
  ON c.kind = d.kind AND c.modifiers IS NOT DISTINCT FROM d.modifiers AND c.trait IS NOT DISTINCT FROM t.trait
LEFT JOIN enclosing above ON above.definition = d.parent
WHERE d.symbol IS NOT NULL;
