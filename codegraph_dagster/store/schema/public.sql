-- The public views: what users and tools read. They stand on the internal tables of ir.sql and links.sql, so they
-- show the state of the stages that have run. Documented, with the public tables, in comments.sql.
-- Clients of DuckDB 1.5 read them too: CASE instead of if(), which 2.0 stores as a function that 1.5 does not have.
-- A table is named with its schema but without the database's name, so that the file can be attached under any name.

-- Internal: the best answer to each occurrence that needed more than its file. Ties are broken by key, so that
-- every run and every machine picks the same candidate.
CREATE VIEW links.best_resolutions AS
FROM links.resolutions
QUALIFY row_number() OVER (
    PARTITION BY id ORDER BY confidence DESC NULLS LAST, definition NULLS LAST, external_symbol, resolution
) = 1;

-- Internal: relationships that one file says and those that need more.
CREATE VIEW links.all_relationships AS
FROM links.relationships
UNION
FROM links.inferred_relationships;

-- Internal: names that define a member through the receiver (`self.x = …`) are writes to what a base class declares under
-- the name, when one does: under the negative key.
CREATE VIEW links.overriding_writes AS SELECT DISTINCT id FROM links.resolutions WHERE id < 0;

-- Internal: every occurrence, these among them.
CREATE VIEW links.all_occurrences AS
FROM links.occurrences
UNION ALL
SELECT
    -o.id, o.file_no, o.start_line, o.start_char, o.end_line, o.end_char,
    CASE WHEN o.id IN (SELECT target FROM ir.flows WHERE mode = 'augment') THEN 12 ELSE 4 END + (o.roles & 32),
    NULL, 'attribute', s.definition, o.syntax_kind
FROM links.overriding_writes AS w
JOIN links.occurrences AS o ON o.id = -w.id
JOIN ir.names AS n ON n.id = o.id
JOIN ir.scopes AS s ON s.scope = n.scope;

-- Internal: the keys of all occurrences, to be counted.
CREATE VIEW links.occurrence_keys AS
SELECT id FROM links.occurrences
UNION ALL
FROM links.overriding_writes;

-- Internal: what each occurrence refers to. An import binding is never an answer: the name refers to the thing
-- imported, which only links.resolutions knows.
CREATE VIEW links.answers AS
SELECT
    o.id,
    o.file_no,
    o.start_line, o.start_char, o.end_line, o.end_char,
    o.roles,
    o.enclosing,
    o.syntax_kind,
    d.definition,
    coalesce(d.symbol, r.external_symbol) AS symbol,
    d.file_no AS def_file_no,
    d.name_start_line AS def_start_line,
    d.name_start_char AS def_start_char,
    d.name_end_line AS def_end_line,
    d.name_end_char AS def_end_char,
    CASE
        WHEN r.id IS NOT NULL THEN r.resolution
        WHEN d.definition IS NULL THEN CASE WHEN o.binding = 'builtin' THEN 'builtin' ELSE 'unresolved' END
        WHEN o.binding IN ('local', 'attribute') THEN o.binding
        WHEN o.binding IN ('import', 'imported', 'module') THEN 'import'
        ELSE 'file'
    END AS resolution,
    CASE
        WHEN r.id IS NOT NULL THEN r.confidence
        WHEN d.definition IS NOT NULL OR o.binding = 'builtin' THEN 1::FLOAT
        ELSE 0::FLOAT
    END AS confidence,
    r.reason
FROM links.all_occurrences AS o
LEFT JOIN links.best_resolutions AS r ON r.id = o.id
LEFT JOIN ir.definitions AS d
    ON d.definition = CASE WHEN r.id IS NULL THEN o.definition ELSE r.definition END
    AND d.kind <> 'import';

-- Internal: the name in which an expression ends, seen through `f(...)`, `a[...]` and both.
CREATE VIEW links.heads AS
SELECT outermost.id, outermost.kind, coalesce(inner_one.head, outermost.head) AS name
FROM ir.expressions AS outermost
LEFT JOIN ir.expressions AS inner_one
    ON inner_one.id = outermost.head AND inner_one.kind IN ('call', 'subscript')
WHERE outermost.kind IN ('call', 'subscript') AND outermost.head IS NOT NULL;

CREATE VIEW main.files AS
SELECT file_id, path, language, module, size_bytes, lines, content_hash, status, is_test
FROM ir.files;

CREATE VIEW main.diagnostics AS
SELECT path, stage, severity, code, message, start_line, start_char, end_line, end_char
FROM ir.diagnostics;

CREATE VIEW main.nodes AS
SELECT
    d.node_id,
    f.file_id,
    p.node_id AS parent_id,
    d.kind,
    d.name,
    d.qualified_name,
    d.start_line, d.start_char, d.end_line, d.end_char,
    d.name_start_line, d.name_start_char, d.name_end_line, d.name_end_char,
    d.signature,
    d.docstring,
    d.visibility,
    d.is_test
FROM ir.definitions AS d
JOIN ir.files AS f ON f.file_no = d.file_no
LEFT JOIN ir.definitions AS p ON p.definition = d.parent;

CREATE VIEW main.edges AS
WITH
-- Names that already have an edge of another kind, so that they are not reads as well.
callees AS (SELECT head AS id FROM ir.expressions WHERE kind = 'call' AND head IS NOT NULL),
bases AS (
    SELECT b.definition, coalesce(h.name, b.expression) AS id
    FROM ir.bases AS b
    LEFT JOIN links.heads AS h ON h.id = b.expression
    WHERE h.kind IS DISTINCT FROM 'call' -- `class C(make()):` says nothing of what is inherited
),
decorators AS (
    SELECT d.definition, coalesce(h.name, d.expression) AS id
    FROM ir.decorators AS d
    LEFT JOIN links.heads AS h ON h.id = d.expression
),
relations AS (
    SELECT
        'contains' AS kind, parent AS source, definition AS target, name AS target_name, file_no,
        start_line, start_char, end_line, end_char
    FROM ir.definitions
    WHERE parent IS NOT NULL

    UNION ALL
    SELECT
        'imports', s.definition, r.target_definition,
        repeat('.', i.level) || concat_ws('.', nullif(i.module, ''), i.name), i.file_no,
        i.start_line, i.start_char, i.end_line, i.end_char
    FROM ir.imports AS i
    JOIN ir.scopes AS s ON s.scope = i.scope
    LEFT JOIN links.imports AS r ON r.import = i.import

    UNION ALL
    SELECT
        CASE WHEN t.kind = 'class' THEN 'instantiates' ELSE 'calls' END, s.definition, coalesce(c.callee, a.definition), n.name,
        e.file_no, e.start_line, e.start_char, e.end_line, e.end_char
    FROM ir.expressions AS e
    JOIN ir.names AS n ON n.id = e.head
    JOIN ir.scopes AS s ON s.scope = e.scope
    LEFT JOIN links.calls AS c ON c.call = e.id
    LEFT JOIN links.answers AS a ON a.id = e.head
    LEFT JOIN ir.definitions AS t ON t.definition = coalesce(c.callee, a.definition)
    WHERE e.kind = 'call'

    UNION ALL
    SELECT
        'inherits', b.definition, a.definition, n.name, n.file_no,
        n.line, n.start_char, n.line, n.end_char
    FROM bases AS b
    JOIN ir.names AS n ON n.id = b.id
    LEFT JOIN links.answers AS a ON a.id = b.id

    UNION ALL
    SELECT
        'decorates', d.definition, a.definition, n.name, n.file_no,
        n.line, n.start_char, n.line, n.end_char
    FROM decorators AS d
    JOIN ir.names AS n ON n.id = d.id
    LEFT JOIN links.answers AS a ON a.id = d.id

    UNION ALL
    SELECT
        CASE WHEN a.roles & 4 <> 0 THEN 'writes' ELSE 'reads' END, a.enclosing, a.definition, n.name, a.file_no,
        a.start_line, a.start_char, a.end_line, a.end_char
    FROM links.answers AS a
    JOIN ir.names AS n ON n.id = CASE WHEN a.resolution = 'attribute' THEN abs(a.id) ELSE a.id END
    WHERE a.roles & 4 <> 0 -- WriteAccess
        OR (
            a.roles & 8 <> 0 -- ReadAccess
            AND a.roles & 3 = 0 -- neither a definition nor in an import statement
            AND NOT EXISTS (FROM callees WHERE callees.id = a.id)
            AND NOT EXISTS (FROM bases WHERE bases.id = a.id)
            AND NOT EXISTS (FROM decorators WHERE decorators.id = a.id)
        )

    UNION ALL
    SELECT
        'overrides', r.definition, r.related_definition, t.name, d.file_no,
        d.name_start_line, d.name_start_char, d.name_end_line, d.name_end_char
    FROM links.all_relationships AS r
    JOIN ir.definitions AS d ON d.definition = r.definition
    JOIN ir.definitions AS t ON t.definition = r.related_definition
    WHERE r.is_implementation AND d.kind <> 'class'
)
SELECT
    s.node_id AS source_id,
    t.node_id AS target_id,
    r.kind,
    r.target_name,
    f.file_id,
    r.start_line, r.start_char, r.end_line, r.end_char
FROM relations AS r
JOIN ir.definitions AS s ON s.definition = r.source
JOIN ir.files AS f ON f.file_no = r.file_no
LEFT JOIN ir.definitions AS t ON t.definition = r.target;

CREATE VIEW main.imports AS
SELECT
    f.path,
    i.start_line, i.start_char, i.end_line, i.end_char,
    i.module,
    i.name,
    i.alias,
    i.level,
    i.is_star,
    r.status,
    r.reason,
    t.path AS target_path,
    d.symbol AS target_symbol
FROM ir.imports AS i
JOIN ir.files AS f ON f.file_no = i.file_no
LEFT JOIN links.imports AS r ON r.import = i.import
LEFT JOIN ir.files AS t ON t.file_no = r.target_file
LEFT JOIN ir.definitions AS d ON d.definition = r.target_definition;

CREATE VIEW main.occurrences AS
SELECT
    f.path,
    a.start_line, a.start_char, a.end_line, a.end_char,
    a.symbol,
    a.roles,
    e.symbol AS enclosing_symbol,
    a.syntax_kind
FROM links.answers AS a
JOIN ir.files AS f ON f.file_no = a.file_no
LEFT JOIN ir.definitions AS e ON e.definition = a.enclosing;

CREATE VIEW main.resolved_occurrences AS
SELECT
    f.path,
    a.start_line, a.start_char, a.end_line, a.end_char,
    a.symbol,
    a.roles,
    e.symbol AS enclosing_symbol,
    a.syntax_kind,
    t.path AS def_path,
    a.def_start_line, a.def_start_char, a.def_end_line, a.def_end_char,
    a.resolution,
    a.confidence,
    a.reason
FROM links.answers AS a
JOIN ir.files AS f ON f.file_no = a.file_no
LEFT JOIN ir.files AS t ON t.file_no = a.def_file_no
LEFT JOIN ir.definitions AS e ON e.definition = a.enclosing;

CREATE VIEW main.relationships AS
SELECT
    d.symbol,
    t.symbol AS related_symbol,
    r.is_reference, r.is_implementation, r.is_type_definition, r.is_definition
FROM links.all_relationships AS r
JOIN ir.definitions AS d ON d.definition = r.definition
JOIN ir.definitions AS t ON t.definition = r.related_definition;

CREATE VIEW main.call_edges AS
SELECT
    caller.symbol AS caller_symbol,
    callee.symbol AS callee_symbol,
    f.path,
    n.line AS start_line,
    n.start_char
FROM links.calls AS c
JOIN ir.definitions AS caller ON caller.definition = c.caller
JOIN ir.definitions AS callee ON callee.definition = c.callee
JOIN ir.names AS n ON n.id = c.id
JOIN ir.files AS f ON f.file_no = n.file_no;
