CREATE MACRO main.dependents(path VARCHAR, depth BIGINT := 1) AS TABLE
WITH RECURSIVE reached (file, distance, via) USING KEY (file) AS (
    SELECT f.path, 0::BIGINT, NULL::VARCHAR
    FROM ir.files AS f
    WHERE f.path = path
    UNION ALL
    SELECT x.source_path, any_value(r.distance) + 1, min(r.file)
    FROM reached AS r
    JOIN main.file_dependencies AS x ON x.target_path = r.file
    WHERE r.distance < depth AND NOT EXISTS (FROM recurring.reached AS known WHERE known.file = x.source_path)
    GROUP BY x.source_path
)
SELECT
    r.distance AS distance,
    r.file AS path,
    x.import_count AS import_count,
    r.via AS via_path,
    f.is_test AS is_test
FROM reached AS r
JOIN ir.files AS f ON f.path = r.file
JOIN main.file_dependencies AS x ON x.source_path = r.file AND x.target_path = r.via
WHERE r.distance > 0
ORDER BY r.distance, r.file;

COMMENT ON MACRO TABLE main.dependents IS 'The files that import from a file, directly (distance 1) or over at most depth - 1 others. Each is listed once, on the shortest way: import_count is the number of its imports from via_path. Example: FROM dependents(''django/utils/crypto.py'')';
