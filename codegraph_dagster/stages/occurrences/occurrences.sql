-- What an occurrence takes from the definition it refers to. A kind that says more of a name than how it is written
-- (`is_telling`) comes before `x.name` and `import name`.
CREATE TABLE targets AS
SELECT
    definitions.definition,
    definitions.parent,
    definitions.kind = 'import' AS is_import,
    CASE
        WHEN definitions.kind = 'import' THEN 'import'
        WHEN home.kind IN ('module', 'class') THEN 'file'
        ELSE 'local'
    END AS binding,
    definitions.kind IN ('function', 'method') AS is_function,
    is_function OR definitions.kind IN ('class', 'type_alias', 'type_parameter', 'parameter', 'field') AS is_telling,
    CASE
        WHEN definitions.kind IN ('class', 'type_alias', 'type_parameter') THEN 'IdentifierType'
        WHEN is_function THEN 'IdentifierFunction'
        WHEN definitions.kind = 'parameter' THEN 'IdentifierParameter'
        WHEN definitions.kind = 'field' THEN 'IdentifierAttribute'
        WHEN definitions.kind = 'import' THEN 'Identifier'
        WHEN list_contains(definitions.modifiers, 'constant') THEN 'IdentifierConstant'
        WHEN home.kind = 'module' THEN 'IdentifierMutableGlobal'
        ELSE 'IdentifierLocal'
    END AS syntax_kind
FROM definitions
LEFT JOIN scopes AS home ON home.scope = definitions.scope;

-- The rows are computed while they are written, so that they are never all in memory. Each join below looks something
-- up for the names that pass by: the tables on the right are small, and DuckDB is to hash those, in this order. Its
-- estimates would have it hash the names.
SET disabled_optimizers = 'join_order,build_side_probe_side';

CREATE VIEW out.occurrences AS
WITH
-- Only a name that binds nothing itself is looked up. What it depends on is in the keys of the joins, so that DuckDB
-- can hash them.
seekers AS (
    SELECT *, CASE WHEN kind = 'name' AND definition IS NULL THEN name END AS sought FROM names
),
answers AS (
    SELECT
        seekers.*,
        coalesce(seekers.definition, early.definition, lookups.definition) AS found,
        CASE WHEN found IS NULL THEN sought END AS unknown
    FROM seekers
    LEFT JOIN early USING (id)
    LEFT JOIN lookups ON lookups.scope = seekers.scope AND lookups.name = seekers.sought
)
SELECT
    answers.id,
    answers.file_no,
    answers.line AS start_line,
    answers.start_char,
    answers.line AS end_line,
    answers.end_char,
    -- SCIP roles: Definition 1, Import 2, WriteAccess 4, ReadAccess 8, Test 32.
    CASE
        WHEN answers.role = 'definition' THEN 1
        WHEN answers.kind IN ('imported', 'module') THEN 2
        WHEN answers.role = 'write' AND target.is_import AND target.definition = answers.id THEN 2
        WHEN augmented.target IS NOT NULL THEN 12
        WHEN answers.role IN ('write', 'delete') THEN 4
        ELSE 8
    END + CASE WHEN files.is_test THEN 32 ELSE 0 END AS roles,
    answers.found AS definition,
    CASE
        WHEN answers.kind <> 'name' AND answers.role <> 'definition' THEN answers.kind
        WHEN target.definition IS NOT NULL THEN target.binding
        WHEN builtin_names.name IS NOT NULL THEN 'builtin'
        ELSE 'unresolved'
    END AS binding,
    CASE WHEN answers.role = 'definition' THEN target.parent ELSE around.definition END AS enclosing,
    CASE
        WHEN answers.kind = 'module' THEN 'IdentifierNamespace'
        WHEN answers.kind = 'keyword' THEN 'IdentifierParameter'
        WHEN target.is_function AND answers.role = 'definition' THEN 'IdentifierFunctionDefinition'
        WHEN target.is_telling THEN target.syntax_kind
        WHEN answers.kind = 'attribute' THEN 'IdentifierAttribute'
        WHEN answers.kind = 'imported' THEN 'Identifier'
        WHEN target.definition IS NOT NULL THEN target.syntax_kind
        WHEN builtin_names.name IS NOT NULL THEN 'IdentifierBuiltin'
        ELSE 'Identifier'
    END AS syntax_kind
FROM answers
JOIN files ON files.file_no = answers.file_no
LEFT JOIN targets AS target ON target.definition = answers.found
LEFT JOIN scopes AS around ON around.scope = answers.scope
LEFT JOIN augmented ON augmented.target = answers.id
LEFT JOIN builtin_names ON builtin_names.language = files.language AND builtin_names.name = answers.unknown

UNION ALL
-- Every file defines its module, at its very beginning.
SELECT definitions.definition, definitions.file_no, 0, 0, 0, 0, 1 + CASE WHEN files.is_test THEN 32 ELSE 0 END,
    definitions.definition, 'file', NULL, 'IdentifierNamespace'
FROM definitions
JOIN files ON files.file_no = definitions.file_no
WHERE definitions.kind = 'module'

UNION ALL
-- The name of what is defined again, as a reference to the first one: under the negative key.
SELECT -again.definition, again.file_no,
    again.name_start_line, again.name_start_char, again.name_end_line, again.name_end_char,
    4 + CASE WHEN files.is_test THEN 32 ELSE 0 END,
    again.first_definition,
    CASE WHEN home.kind IN ('module', 'class') THEN 'file' ELSE 'local' END,
    again.parent,
    CASE again.kind WHEN 'class' THEN 'IdentifierType' ELSE 'IdentifierFunctionDefinition' END
FROM again
JOIN scopes AS home ON home.scope = again.scope
JOIN files ON files.file_no = again.file_no;
