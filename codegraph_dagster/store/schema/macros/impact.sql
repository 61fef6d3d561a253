-- Internal: who uses what, by definitions: references, and what a class or member inherits or overrides. An import alone
-- is no use of a name: 2 is SCIP's role of it, 1 that of a definition.
CREATE VIEW links.uses AS
SELECT o.definition AS used, o.enclosing AS place
FROM links.occurrences AS o
WHERE o.definition IS NOT NULL AND o.roles & 3 = 0 AND NOT EXISTS (FROM links.resolutions AS r WHERE r.id = o.id)
UNION ALL
SELECT r.definition, o.enclosing
FROM links.resolutions AS r
JOIN links.all_occurrences AS o ON o.id = r.id
WHERE r.definition IS NOT NULL AND o.roles & 3 = 0
UNION ALL
SELECT x.related_definition, x.definition
FROM links.all_relationships AS x
WHERE x.is_implementation;

-- Internal: the function, method, class or module that stands for a definition: a function, class or lambda inside a
-- function is a part of the outermost one.
CREATE VIEW links.units AS
WITH RECURSIVE
owners AS (
    SELECT
        d.definition, d.parent,
        coalesce(p.kind, 'module') IN ('module', 'class') AS is_unit
    FROM ir.definitions AS d
    LEFT JOIN ir.definitions AS p ON p.definition = d.parent
    WHERE d.kind IN ('module', 'class', 'function', 'method', 'lambda', 'field')
),
climb (definition, unit) AS (
    SELECT o.definition, o.definition FROM owners AS o
    UNION ALL
    SELECT c.definition, o.parent
    FROM climb AS c
    JOIN owners AS o ON o.definition = c.unit
    WHERE NOT o.is_unit
)
SELECT c.definition, c.unit
FROM climb AS c
JOIN owners AS o ON o.definition = c.unit
WHERE o.is_unit;

CREATE MACRO main.impact(path_or_symbol VARCHAR, depth BIGINT := 3) AS TABLE
WITH RECURSIVE
named AS (
    SELECT n.definition FROM links.definitions_of(path_or_symbol, NULL) AS n
    UNION
    SELECT d.definition
    FROM ir.definitions AS d
    JOIN ir.files AS f ON f.file_no = d.file_no
    WHERE f.path = path_or_symbol AND d.kind = 'module'
),
-- What is changed, with all that is defined in it.
changed AS (
    SELECT DISTINCT d.definition
    FROM named AS n
    JOIN ir.definitions AS o ON o.definition = n.definition
    JOIN ir.definitions AS d
        ON d.file_no = o.file_no
        AND (
            o.kind = 'module'
            OR (d.start_line, d.start_char) >= (o.start_line, o.start_char)
            AND (d.end_line, d.end_char) <= (o.end_line, o.end_char)
        )
    WHERE d.kind <> 'import'
),
uses AS MATERIALIZED (
    SELECT DISTINCT x.used, u.unit
    FROM links.uses AS x
    JOIN links.units AS u ON u.definition = x.place
    JOIN ir.definitions AS d ON d.definition = x.used
    -- Code of a module that runs when it is imported is reached; what uses the module is not, but for one that changed.
    WHERE d.kind <> 'module' OR x.used IN (FROM changed)
),
reached (definition, distance, via) USING KEY (definition) AS (
    SELECT c.definition, 0::BIGINT, NULL::BIGINT
    FROM changed AS c
    UNION ALL
    SELECT u.unit, any_value(r.distance) + 1, min(r.definition)
    FROM reached AS r
    JOIN uses AS u ON u.used = r.definition
    WHERE r.distance < depth AND NOT EXISTS (FROM recurring.reached AS known WHERE known.definition = u.unit)
    GROUP BY u.unit
)
SELECT
    r.distance AS distance,
    d.symbol AS symbol,
    d.qualified_name AS name,
    d.kind AS kind,
    f.path AS path,
    d.name_start_line AS start_line,
    d.name_start_char AS start_char,
    d.signature AS signature,
    d.is_test AS is_test,
    v.symbol AS via_symbol,
    v.qualified_name AS via_name
FROM reached AS r
JOIN ir.definitions AS d ON d.definition = r.definition
JOIN ir.files AS f ON f.file_no = d.file_no
JOIN ir.definitions AS v ON v.definition = r.via
WHERE r.distance > 0
ORDER BY r.distance, f.path, d.name_start_line, d.name_start_char, d.symbol;

COMMENT ON MACRO TABLE main.impact IS 'What a change of a symbol, or of all that a file defines, may reach: the functions, methods, classes and modules that refer to it, inherit from it or override it (distance 1), what refers to these (distance 2), and so on up to depth (3). What is named is a path, a symbol of the table symbols, or a dotted name, whole or its last parts. Each is listed once, on the shortest way: via_symbol is what it uses on it. A module is listed for the code that runs when it is imported, and nothing is reached over it. Lines and characters count from 0. Example: FROM impact(''django/utils/crypto.py'', 2) WHERE is_test';
