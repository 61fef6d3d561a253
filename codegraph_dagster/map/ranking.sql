-- The map itself, of `map_scores` (unit, score): one row for each symbol, and one for each file with the sum of its
-- symbols' scores. Scores of each level add up to 1; they are rounded, so that equal ones stay equal on any machine.
CREATE TEMP TABLE repository_map AS
WITH
used AS (
    SELECT target AS unit, sum(reference_count)::BIGINT AS reference_count
    FROM map_uses
    GROUP BY ALL
),
symbols AS (
    SELECT
        round(s.score, 12) AS score,
        f.path,
        d.symbol,
        d.qualified_name AS name,
        d.kind,
        d.name_start_line AS start_line,
        d.signature,
        p.symbol AS enclosing_symbol,
        coalesce(u.reference_count, 0) AS reference_count,
        d.is_test
    FROM map_scores AS s
    JOIN ir.definitions AS d ON d.definition = s.unit
    JOIN ir.files AS f ON f.file_no = d.file_no
    LEFT JOIN used AS u ON u.unit = d.definition
    LEFT JOIN map_units AS m ON m.definition = d.parent
    LEFT JOIN ir.definitions AS p ON p.definition = m.unit
),
files AS (
    SELECT
        sum(score ORDER BY symbol) AS score, path, NULL AS symbol, any_value(f.module) AS name, 'file' AS kind,
        0 AS start_line, NULL AS signature, NULL AS enclosing_symbol, sum(reference_count)::BIGINT AS reference_count,
        any_value(f.is_test) AS is_test
    FROM symbols
    JOIN ir.files AS f USING (path)
    GROUP BY path
),
levels AS (
    SELECT 'symbol' AS level, * FROM symbols
    UNION ALL
    SELECT 'file', * FROM files
)
SELECT
    level,
    row_number() OVER (PARTITION BY level ORDER BY score DESC, path, start_line, symbol) AS position,
    * EXCLUDE (level)
FROM levels
ORDER BY level, position;
