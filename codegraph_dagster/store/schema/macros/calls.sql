-- `USING KEY` keeps one row for each function, and only functions that have none yet are added: a function is reached on
-- the shortest way, once, and a circle of calls ends the walk.

CREATE MACRO main.callers(symbol VARCHAR, depth BIGINT := 1) AS TABLE
WITH RECURSIVE reached (definition, distance, via) USING KEY (definition) AS (
    SELECT n.definition, 0::BIGINT, NULL::BIGINT
    FROM links.definitions_of(symbol, NULL) AS n
    UNION ALL
    SELECT c.caller, any_value(r.distance) + 1, min(r.definition)
    FROM reached AS r
    JOIN links.calls AS c ON c.callee = r.definition
    WHERE r.distance < depth AND NOT EXISTS (FROM recurring.reached AS known WHERE known.definition = c.caller)
    GROUP BY c.caller
),
-- Keys of one file are in the order of its source.
steps AS (
    SELECT r.definition, count(*) AS calls, min(c.id) AS first_call
    FROM reached AS r
    JOIN links.calls AS c ON c.caller = r.definition AND c.callee = r.via
    GROUP BY r.definition
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
    v.qualified_name AS via_name,
    c.calls AS calls,
    n.line AS call_line,
    n.start_char AS call_char
FROM steps AS c
JOIN reached AS r ON r.definition = c.definition
JOIN ir.definitions AS d ON d.definition = r.definition
JOIN ir.files AS f ON f.file_no = d.file_no
JOIN ir.definitions AS v ON v.definition = r.via
JOIN ir.names AS n ON n.id = c.first_call
ORDER BY r.distance, f.path, d.name_start_line, d.name_start_char, d.symbol;

COMMENT ON MACRO TABLE main.callers IS 'The functions, methods, classes and modules that call a symbol, directly (distance 1) or over at most depth - 1 others. The symbol is that of the table symbols, or a dotted name, whole or its last parts. Each caller is listed once, on the shortest way: via_symbol is what it calls on it, calls the number of these calls, call_line and call_char the first of them, in path. Lines and characters count from 0. Example: FROM callers(''django.utils.crypto.salted_hmac'', 2)';

CREATE MACRO main.callees(symbol VARCHAR, depth BIGINT := 1) AS TABLE
WITH RECURSIVE reached (definition, distance, via) USING KEY (definition) AS (
    SELECT n.definition, 0::BIGINT, NULL::BIGINT
    FROM links.definitions_of(symbol, NULL) AS n
    UNION ALL
    SELECT c.callee, any_value(r.distance) + 1, min(r.definition)
    FROM reached AS r
    JOIN links.calls AS c ON c.caller = r.definition
    WHERE r.distance < depth AND NOT EXISTS (FROM recurring.reached AS known WHERE known.definition = c.callee)
    GROUP BY c.callee
),
steps AS (
    SELECT r.definition, count(*) AS calls, min(c.id) AS first_call
    FROM reached AS r
    JOIN links.calls AS c ON c.caller = r.via AND c.callee = r.definition
    GROUP BY r.definition
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
    v.qualified_name AS via_name,
    c.calls AS calls,
    w.path AS call_path,
    n.line AS call_line,
    n.start_char AS call_char
FROM steps AS c
JOIN reached AS r ON r.definition = c.definition
JOIN ir.definitions AS d ON d.definition = r.definition
JOIN ir.files AS f ON f.file_no = d.file_no
JOIN ir.definitions AS v ON v.definition = r.via
JOIN ir.files AS w ON w.file_no = v.file_no
JOIN ir.names AS n ON n.id = c.first_call
ORDER BY r.distance, f.path, d.name_start_line, d.name_start_char, d.symbol;

COMMENT ON MACRO TABLE main.callees IS 'The functions, methods and classes of the repository that a symbol calls, directly (distance 1) or over at most depth - 1 others. The symbol is that of the table symbols, or a dotted name, whole or its last parts. Each callee is listed once, on the shortest way: via_symbol is what calls it on that way, calls the number of these calls, call_path, call_line and call_char the first of them. Lines and characters count from 0. Example: FROM callees(''django.utils.crypto.salted_hmac'')';
