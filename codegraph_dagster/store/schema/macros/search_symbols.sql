CREATE MACRO main.search_symbols("text" VARCHAR, max_rows BIGINT := 50) AS TABLE
WITH
wanted AS (SELECT trim("text") AS name, len(string_split(trim("text"), '.')) AS parts),
-- As many last parts of each dotted name as the text has.
named AS (
    SELECT n.definition, n.dotted_name, array_to_string(list_slice(string_split(n.dotted_name, '.'), -w.parts, -1), '.') AS name
    FROM links.dotted_names AS n, wanted AS w
    WHERE w.name <> ''
),
-- First the name itself, then names that begin with the text, have it inside, or are spelled like it. A name of which the
-- text is a smaller part is a worse answer.
matched AS (
    SELECT
        n.definition,
        n.dotted_name,
        CASE
            WHEN n.name = w.name THEN 1
            WHEN lower(n.name) = lower(w.name) THEN 0.98
            WHEN starts_with(lower(n.name), lower(w.name)) THEN 0.8 + 0.15 * length(w.name) / length(n.name)
            WHEN contains(lower(n.name), lower(w.name)) THEN 0.6 + 0.15 * length(w.name) / length(n.name)
            ELSE 0.6 * jaro_winkler_similarity(lower(n.name), lower(w.name), 0.85)
        END AS likeness
    FROM named AS n, wanted AS w
),
scored AS (
    SELECT
        -- Of equals, what others are likely to mean: no test, public, more than a variable.
        round(
            m.likeness
            * CASE WHEN d.is_test THEN 0.9 ELSE 1 END
            * CASE WHEN d.visibility = 'public' THEN 1 ELSE 0.97 END
            * CASE WHEN d.kind IN ('field', 'variable') THEN 0.98 ELSE 1 END,
            4
        ) AS score,
        m.dotted_name,
        d.*
    FROM matched AS m
    JOIN ir.definitions AS d ON d.definition = m.definition
    WHERE m.likeness > 0
)
SELECT
    s.score AS score,
    s.symbol AS symbol,
    s.dotted_name AS full_name,
    s.qualified_name AS name,
    s.kind AS kind,
    f.path AS path,
    s.name_start_line AS start_line,
    s.name_start_char AS start_char,
    s.signature AS signature,
    s.is_test AS is_test
FROM scored AS s
JOIN ir.files AS f ON f.file_no = s.file_no
ORDER BY s.score DESC, length(s.qualified_name), f.path, s.name_start_line, s.name_start_char, s.symbol
LIMIT max_rows;

COMMENT ON MACRO TABLE main.search_symbols IS 'Definitions whose name is the text, begins with it, has it inside or is spelled like it, the best first, at most max_rows (50). Modules, classes, functions, methods, fields, variables of modules and type aliases; upper and lower case matter little. A text with dots is compared with as many last parts of the dotted name. score is at most 1, which is the name itself; full_name is the whole dotted name. Lines and characters count from 0. Example: FROM search_symbols(''BaseCache.incr'')';
