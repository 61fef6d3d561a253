-- What is not as it was: compares the database attached as `work` with the one attached as `previous`, and leaves the
-- rows of main.changes in the table `changes`. Only what lies in files that differ is looked at. The variables
-- revision, run_id, old_revision and old_run_id say what is compared.

-- A symbol names the package and its version. Both may change with every release, so they are left out of the
-- comparison: the package manager stays, and the descriptors.
CREATE TEMP TABLE compared_files AS
WITH listed AS (
    SELECT 'old' AS side, f.file_no, f.path, f.content_hash, d.symbol
    FROM previous.ir.files AS f
    JOIN previous.ir.definitions AS d ON d.definition = f.file_no::BIGINT << 26
    UNION ALL
    SELECT 'new', f.file_no, f.path, f.content_hash, d.symbol
    FROM work.ir.files AS f
    JOIN work.ir.definitions AS d ON d.definition = f.file_no::BIGINT << 26
)
SELECT
    side, file_no, path,
    length(symbol) AS prefix_length,
    -- A field ends at a single space; inside of it spaces come in pairs.
    regexp_replace(symbol, '^(?:[^ ]|  )+ ((?:[^ ]|  )+ )(?:[^ ]|  )+ (?:[^ ]|  )+ ', '\1') AS namespace
FROM listed
-- The same content under the same path and module: nothing in it is new.
QUALIFY count(*) OVER (PARTITION BY path, content_hash, namespace) = 1;

CREATE TEMP TABLE compared AS
WITH
old_files AS (FROM compared_files WHERE side = 'old'),
new_files AS (FROM compared_files WHERE side = 'new'),
-- Each side is joined by itself: DuckDB then reads only what lies near the rows of a file.
listed AS (
    SELECT d.*, f.* EXCLUDE (file_no) FROM previous.ir.definitions AS d JOIN old_files AS f ON f.file_no = d.file_no
    UNION ALL BY NAME
    SELECT d.*, f.* EXCLUDE (file_no) FROM work.ir.definitions AS d JOIN new_files AS f ON f.file_no = d.file_no
)
SELECT
    d.side, d.definition, d.file_no, d.parent, d.kind, d.qualified_name, d.symbol, d.path, d.namespace,
    substr(d.symbol, d.prefix_length + 1) AS suffix,
    d.start_line, d.start_char, d.end_line, d.end_char, d.name_start_line,
    d.signature,
    -- The signature of a value has the value in it, and a module's is its name: neither is an interface.
    CASE WHEN d.kind NOT IN ('field', 'variable', 'module') THEN d.signature END AS interface,
    d.kind IN ('module', 'class', 'function', 'method') AS is_block,
    d.is_instance, d.visibility = 'public' AND NOT d.is_test AS is_offered
FROM listed AS d
WHERE d.kind IN ('module', 'class', 'function', 'method', 'field', 'variable', 'type_alias')
    AND NOT starts_with(d.symbol, 'local ');

-- Lines end as the parser has them end; how they end is no difference.
CREATE TEMP TABLE source_lines AS
WITH texts AS (
    SELECT 'old' AS side, file_no, text FROM previous.ir.sources
    UNION ALL
    SELECT 'new', file_no, text FROM work.ir.sources
),
files AS (
    SELECT
        t.side, t.file_no,
        string_split(
            CASE
                WHEN contains(t.text, chr(13)) THEN replace(replace(t.text, chr(13) || chr(10), chr(10)), chr(13), chr(10))
                ELSE t.text
            END,
            chr(10)
        ) AS lines
    FROM texts AS t
    SEMI JOIN compared_files AS f ON f.side = t.side AND f.file_no = t.file_no
)
SELECT side, file_no, line, hash(text) AS text_hash, regexp_full_match(text, '[ \t\f]*') AS is_blank
FROM (SELECT side, file_no, generate_subscripts(lines, 1) - 1 AS line, unnest(lines) AS text FROM files) AS numbered;

-- The line of the first statement below the line of the name: what lies between is the header.
CREATE TEMP TABLE statements AS
WITH texts AS (
    SELECT 'old' AS side, file_no, statement_lines FROM previous.ir.sources
    UNION ALL
    SELECT 'new', file_no, statement_lines FROM work.ir.sources
)
SELECT t.side, t.file_no, unnest(t.statement_lines) AS line
FROM texts AS t
SEMI JOIN compared_files AS f ON f.side = t.side AND f.file_no = t.file_no;

CREATE TEMP TABLE headers AS
SELECT d.side, d.definition, d.name_start_line AS first_line, s.line AS body_line
FROM compared AS d
ASOF JOIN statements AS s ON s.side = d.side AND s.file_no = d.file_no AND s.line > d.name_start_line
WHERE d.kind IN ('class', 'function', 'method') AND s.line <= d.end_line;

-- Each line belongs to the innermost definition that it lies in (a definition's key is larger than that of what it
-- lies in), and to the values that are assigned in it.
CREATE TEMP TABLE block_lines AS
SELECT side, file_no, line, max(definition) AS definition
FROM (
    SELECT side, file_no, definition, unnest(range(start_line, end_line + 1)) AS line
    FROM compared
    WHERE is_block
) AS covered
GROUP BY ALL;

CREATE TEMP TABLE value_lines AS
SELECT side, file_no, definition, parent, unnest(range(start_line, end_line + 1)) AS line
FROM compared
WHERE NOT is_block AND NOT is_instance;

CREATE TEMP TABLE own_lines AS
SELECT b.side, b.file_no, b.definition, b.line, d.kind IN ('module', 'class') AS is_container
FROM block_lines AS b
JOIN compared AS d ON d.side = b.side AND d.definition = b.definition
LEFT JOIN headers AS h ON h.side = b.side AND h.definition = b.definition
ANTI JOIN value_lines AS v ON v.side = b.side AND v.parent = b.definition AND v.line = b.line
WHERE h.definition IS NULL OR b.line < h.first_line OR b.line >= h.body_line
UNION ALL
SELECT side, file_no, definition, line, false
FROM value_lines;

CREATE TEMP TABLE bodies AS
SELECT o.side, o.definition, list(l.text_hash ORDER BY l.line) AS body
FROM own_lines AS o
JOIN source_lines AS l ON l.side = o.side AND l.file_no = o.file_no AND l.line = o.line
-- Between the members of a class or module empty lines come and go with the members.
WHERE NOT (o.is_container AND l.is_blank)
GROUP BY o.side, o.definition;

CREATE TEMP TABLE faces AS
SELECT c.*, coalesce(b.body, []) AS body
FROM compared AS c
LEFT JOIN bodies AS b ON b.side = c.side AND b.definition = c.definition;

CREATE TEMP TABLE same_symbol AS
SELECT o.definition AS old_definition, n.definition AS definition
FROM faces AS o
JOIN faces AS n ON n.namespace = o.namespace AND n.suffix = o.suffix
WHERE o.side = 'old' AND n.side = 'new';

CREATE TEMP TABLE left_over AS
FROM faces AS f
ANTI JOIN (
    SELECT 'old' AS side, old_definition AS definition FROM same_symbol
    UNION ALL
    SELECT 'new', definition FROM same_symbol
) AS s ON s.side = f.side AND s.definition = f.definition;

-- Moved to another module: the same but for the module, and the only one that is.
CREATE TEMP TABLE moved AS
SELECT
    min(definition) FILTER (side = 'old') AS old_definition,
    min(definition) FILTER (side = 'new') AS definition
FROM left_over
GROUP BY kind, suffix, interface, body, CASE WHEN kind IN ('field', 'variable') THEN signature END
HAVING count(*) FILTER (side = 'old') = 1 AND count(*) FILTER (side = 'new') = 1;

-- What other code may use: public, no test, and neither in a function nor in something that is not offered itself.
CREATE TEMP TABLE offered AS
WITH RECURSIVE below AS (
    SELECT side, definition, kind FROM faces WHERE kind = 'module' AND is_offered
    UNION ALL
    SELECT f.side, f.definition, f.kind
    FROM below AS b
    JOIN faces AS f ON f.side = b.side AND f.parent = b.definition
    WHERE f.is_offered AND b.kind IN ('module', 'class')
)
SELECT definition FROM below WHERE side = 'old';

-- A signature that was put on one line, or on several, is the same.
CREATE TEMP MACRO joined(signature) AS regexp_replace(signature, '([(\[{]) +|,? +([)\]}])', '\1\2', 'g');

CREATE TEMP TABLE changes AS
WITH
pairs AS (
    FROM same_symbol
    UNION ALL
    FROM moved
    UNION ALL
    SELECT CASE l.side WHEN 'old' THEN l.definition END, CASE l.side WHEN 'new' THEN l.definition END
    FROM left_over AS l
    ANTI JOIN (
        SELECT 'old' AS side, old_definition AS definition FROM moved
        UNION ALL
        SELECT 'new', definition FROM moved
    ) AS m ON m.side = l.side AND m.definition = l.definition
),
described AS (
    SELECT
        CASE WHEN o.definition IS NULL THEN 'added' WHEN n.definition IS NULL THEN 'removed' ELSE 'changed' END AS change,
        list_filter([
            CASE WHEN o.interface <> n.interface AND joined(o.interface) <> joined(n.interface) THEN 'signature' END,
            CASE WHEN o.body <> n.body THEN 'body' END,
            CASE WHEN o.path <> n.path OR o.namespace <> n.namespace THEN 'moved' END
        ], lambda aspect: aspect IS NOT NULL) AS aspects,
        coalesce(n.kind, o.kind) AS kind,
        coalesce(n.qualified_name, o.qualified_name) AS qualified_name,
        o.definition IN (FROM offered) AS was_offered,
        -- An import in its old file keeps a moved name where it was.
        o.namespace <> n.namespace AND NOT EXISTS (
            FROM work.main.exports AS e
            WHERE e.path = o.path AND e.name = split_part(o.qualified_name, '.', 1)
        ) AS is_gone,
        n.symbol, n.path, n.start_line, n.start_char, n.end_line, n.end_char, n.signature,
        o.symbol AS old_symbol, o.path AS old_path,
        o.start_line AS old_start_line, o.start_char AS old_start_char,
        o.end_line AS old_end_line, o.end_char AS old_end_char, o.signature AS old_signature
    FROM pairs AS p
    LEFT JOIN (FROM faces WHERE side = 'old') AS o ON o.definition = p.old_definition
    LEFT JOIN (FROM faces WHERE side = 'new') AS n ON n.definition = p.definition
)
SELECT
    * EXCLUDE (was_offered, is_gone),
    coalesce(was_offered AND (change = 'removed' OR list_contains(aspects, 'signature') OR is_gone), false) AS may_break,
    getvariable('revision') AS revision,
    getvariable('run_id') AS run_id,
    getvariable('old_revision') AS old_revision,
    getvariable('old_run_id') AS old_run_id
FROM described
WHERE change <> 'changed' OR len(aspects) > 0;
