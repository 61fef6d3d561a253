CREATE TABLE answers AS
SELECT names.*, coalesce(names.definition, early.definition, lookups.definition) AS found
FROM names
LEFT JOIN early USING (id)
LEFT JOIN lookups
    ON names.kind = 'name' AND names.definition IS NULL
    AND lookups.scope = names.scope AND lookups.name = names.name;

CREATE TABLE out.occurrences AS
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
        WHEN answers.role = 'write' AND target.kind = 'import' AND target.definition = answers.id THEN 2
        WHEN augmented.target IS NOT NULL THEN 12
        WHEN answers.role IN ('write', 'delete') THEN 4
        ELSE 8
    END + CASE WHEN files.is_test THEN 32 ELSE 0 END AS roles,
    answers.found AS definition,
    CASE
        WHEN answers.kind <> 'name' AND answers.role <> 'definition' THEN answers.kind
        WHEN target.kind = 'import' THEN 'import'
        WHEN target.definition IS NOT NULL AND home.kind IN ('module', 'class') THEN 'file'
        WHEN target.definition IS NOT NULL THEN 'local'
        WHEN builtin_names.name IS NOT NULL THEN 'builtin'
        ELSE 'unresolved'
    END AS binding,
    CASE WHEN answers.role = 'definition' THEN target.parent ELSE around.definition END AS enclosing,
    CASE
        WHEN answers.kind = 'module' THEN 'IdentifierNamespace'
        WHEN answers.kind = 'keyword' THEN 'IdentifierParameter'
        WHEN target.kind = 'class' OR target.kind = 'type_alias' OR target.kind = 'type_parameter' THEN 'IdentifierType'
        WHEN target.kind IN ('function', 'method') AND answers.role = 'definition' THEN 'IdentifierFunctionDefinition'
        WHEN target.kind IN ('function', 'method') THEN 'IdentifierFunction'
        WHEN target.kind = 'parameter' THEN 'IdentifierParameter'
        WHEN answers.kind = 'attribute' OR target.kind = 'field' THEN 'IdentifierAttribute'
        WHEN target.kind = 'import' OR answers.kind = 'imported' THEN 'Identifier'
        WHEN target.definition IS NOT NULL AND list_contains(target.modifiers, 'constant') THEN 'IdentifierConstant'
        WHEN target.definition IS NOT NULL AND home.kind = 'module' THEN 'IdentifierMutableGlobal'
        WHEN target.definition IS NOT NULL THEN 'IdentifierLocal'
        WHEN builtin_names.name IS NOT NULL THEN 'IdentifierBuiltin'
        ELSE 'Identifier'
    END AS syntax_kind
FROM answers
JOIN files ON files.file_no = answers.file_no
LEFT JOIN definitions AS target ON target.definition = answers.found
LEFT JOIN scopes AS home ON home.scope = target.scope
LEFT JOIN scopes AS around ON around.scope = answers.scope
LEFT JOIN augmented ON augmented.target = answers.id
LEFT JOIN builtin_names
    ON answers.kind = 'name' AND answers.found IS NULL
    AND builtin_names.language = files.language AND builtin_names.name = answers.name;

-- Every file defines its module, at its very beginning.
INSERT INTO out.occurrences
SELECT definition, file_no, 0, 0, 0, 0, 1 + CASE WHEN is_test THEN 32 ELSE 0 END, definition, 'file', NULL,
    'IdentifierNamespace'
FROM definitions JOIN files USING (file_no) WHERE kind = 'module';

-- A function or class that is defined again has a symbol of its own, and its name also stands for the first one of
-- that name: one more occurrence, under the negative key.
INSERT INTO out.occurrences
SELECT -again.definition, again.file_no, names.line, names.start_char, names.line, names.end_char,
    4 + CASE WHEN files.is_test THEN 32 ELSE 0 END,
    first_one.definition,
    CASE WHEN home.kind IN ('module', 'class') THEN 'file' ELSE 'local' END,
    again.parent,
    CASE again.kind WHEN 'class' THEN 'IdentifierType' ELSE 'IdentifierFunctionDefinition' END
FROM definitions AS again
JOIN bound ON bound.scope = again.scope AND bound.name = again.name
JOIN definitions AS first_one ON first_one.definition = bound.definition AND first_one.kind <> 'import'
JOIN scopes AS home ON home.scope = again.scope
JOIN files ON files.file_no = again.file_no
JOIN names ON names.id = again.definition
WHERE NOT again.is_primary AND again.kind IN ('function', 'method', 'class');
