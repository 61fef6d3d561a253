-- a.py:  class A:            b.py:  from a import A
--            def f(self): x         def main():
--                                       A()
--                                       y.g
INSERT INTO main.repository BY NAME
SELECT 'example' AS name, '/example' AS root, 'g1' AS generation, now() AS indexed_at, ['python'] AS languages;

INSERT INTO ir.files BY NAME FROM (VALUES
    (0, 100, 'a.py', 'python', 'a', 20, 3, 'indexed', false),
    (1, 101, 'b.py', 'python', 'b', 40, 4, 'indexed', false),
    (2, 102, 'c.bin', NULL, NULL, 9, NULL, 'skipped', false)
) AS t (file_no, file_id, path, language, module, size_bytes, lines, status, is_test);

INSERT INTO texts.settled BY NAME FROM (VALUES
    (0, E'class A:\n    def f(self): x\n'),
    (1, E'from a import A\ndef main():\n    A()\n    y.g\n')
) AS t (file_no, text);

INSERT INTO ir.scopes BY NAME FROM (VALUES
    (0, 0, NULL, 'module', 0),
    (1, 0, 0, 'class', 1),
    (2, 0, 0, 'function', 2),
    ((1 << 26), 1, NULL, 'module', (1 << 26)),
    ((1 << 26) + 2, 1, (1 << 26), 'function', (1 << 26) + 2)
) AS t (scope, file_no, parent, kind, definition);

INSERT INTO ir.definitions BY NAME
SELECT *, name_start_line AS start_line, 0 AS start_char, name_end_line AS end_line, name_end_char AS end_char, 'public' AS visibility, false AS is_test
FROM (VALUES
    (0, 1000, 0, 'module', 'a', NULL, NULL, 'a', 's a/', 0, 0, 0, 0),
    (1, 1001, 0, 'class', 'A', 0, 0, 'A', 's a/A#', 0, 6, 0, 7),
    (2, 1002, 0, 'method', 'f', 1, 1, 'A.f', 's a/A#f().', 1, 8, 1, 9),
    ((1 << 26), 1003, 1, 'module', 'b', NULL, NULL, 'b', 's b/', 0, 0, 0, 0),
    ((1 << 26) + 1, 1004, 1, 'import', 'A', (1 << 26), (1 << 26), 'A', NULL, 0, 14, 0, 15),
    ((1 << 26) + 2, 1005, 1, 'function', 'main', (1 << 26), (1 << 26), 'main', 's b/main().', 1, 4, 1, 8)
) AS t (
    definition, node_id, file_no, kind, name, scope, parent, qualified_name, symbol,
    name_start_line, name_start_char, name_end_line, name_end_char
);

INSERT INTO ir.names BY NAME FROM (VALUES
    (1, 0, 0, 'name', 'definition', 'A', 0, 6, 7, 1, NULL),
    (2, 0, 1, 'name', 'definition', 'f', 1, 8, 9, 2, NULL),
    (5, 0, 2, 'name', 'read', 'x', 1, 17, 18, NULL, NULL),
    ((1 << 26) + 1, 1, (1 << 26), 'imported', 'definition', 'A', 0, 14, 15, (1 << 26) + 1, (1 << 26) + 1),
    ((1 << 26) + 2, 1, (1 << 26), 'name', 'definition', 'main', 1, 4, 8, (1 << 26) + 2, NULL),
    ((1 << 26) + 4, 1, (1 << 26) + 2, 'name', 'read', 'A', 2, 4, 5, NULL, NULL),
    ((1 << 26) + 6, 1, (1 << 26) + 2, 'name', 'read', 'y', 3, 4, 5, NULL, NULL),
    ((1 << 26) + 7, 1, (1 << 26) + 2, 'attribute', 'read', 'g', 3, 6, 7, NULL, (1 << 26) + 6)
) AS t (id, file_no, scope, kind, role, name, line, start_char, end_char, definition, head);

INSERT INTO ir.expressions BY NAME FROM (VALUES
    ((1 << 26) + 3, 1, (1 << 26) + 2, 'call', (1 << 26) + 4, 2, 4, 2, 7)
) AS t (id, file_no, scope, kind, head, start_line, start_char, end_line, end_char);

INSERT INTO ir.imports BY NAME FROM (VALUES
    ((1 << 26) + 1, 1, (1 << 26), (1 << 26) + 1, 'a', 0, 'A', false, false, false, 'A', 0, 14, 0, 15)
) AS t (
    import, file_no, scope, definition, module, level, name, is_star, is_type_checking, is_guarded, bound_name,
    start_line, start_char, end_line, end_char
);
INSERT INTO links.imports BY NAME
SELECT (1 << 26) + 1 AS import, 'resolved' AS status, 0 AS target_file, 1 AS target_definition, 1 AS bound_definition;

INSERT INTO links.occurrences BY NAME
SELECT
    id, file_no, line AS start_line, start_char, line AS end_line, end_char,
    CASE role WHEN 'definition' THEN if(kind = 'imported', 3, 1) ELSE 8 END AS roles,
    CASE WHEN id = (1 << 26) + 4 THEN (1 << 26) + 1 ELSE definition END AS definition,
    CASE
        WHEN kind IN ('imported', 'attribute') THEN kind
        WHEN id = (1 << 26) + 4 THEN 'import'
        WHEN definition IS NULL THEN 'unresolved'
        ELSE 'file'
    END AS binding,
    scope AS enclosing,
    'Identifier' AS syntax_kind
FROM ir.names;

INSERT INTO links.resolutions BY NAME FROM (VALUES
    ((1 << 26) + 1, 1, NULL, 'import', 1.0),
    ((1 << 26) + 4, 1, NULL, 'import', 1.0),
    ((1 << 26) + 6, NULL, 's other/y.', 'external', 0.5),
    ((1 << 26) + 7, 2, NULL, 'attribute', 0.3),
    ((1 << 26) + 7, 0, NULL, 'attribute', 0.2)
) AS t (id, definition, external_symbol, resolution, confidence);
INSERT INTO links.calls VALUES ((1 << 26) + 3, (1 << 26) + 2, 1, (1 << 26) + 4);

INSERT INTO main.symbols BY NAME
SELECT d.symbol, d.name AS display_name, 7 AS kind, f.path,
    d.name_start_line AS start_line, d.name_start_char AS start_char,
    d.name_end_line AS end_line, d.name_end_char AS end_char, 'public' AS visibility, false AS is_test
FROM ir.definitions AS d JOIN ir.files AS f USING (file_no) WHERE d.symbol IS NOT NULL;

INSERT INTO main.file_dependencies VALUES ('b.py', 'a.py', 1);
INSERT INTO main.exports VALUES ('a.py', 'A', 's a/A#', false);
INSERT INTO main.chunks BY NAME FROM (VALUES
    (1, NULL, 'repository', 0, 'example', NULL, NULL, NULL, 'example'),
    (2, 1, 'file', 0, 'a', 'a.py', 0, 2, 'text')
) AS t (chunk_id, parent_id, kind, part, fqn, path, start_line, end_line, content);
