-- The names most often missed ("missed": no answer in the repository, "otherwise": another answer than the key's).
WITH ours AS (
    SELECT o.path, o.end_line, o.end_char, o.def_path, o.def_start_line, o.def_start_char, n.name
    FROM graph.resolved_occurrences AS o
    JOIN graph.main.files AS f ON f.path = o.path
    JOIN graph.ir.files AS numbers ON numbers.file_id = f.file_id
    JOIN graph.ir.names AS n
        ON n.file_no = numbers.file_no AND n.line = o.start_line AND n.start_char = o.start_char
    WHERE o.roles & 1 = 0
),
judged AS (
    SELECT
        ours.name, r.path, r.line, r.category, r.place, r.via,
        ours.def_path IS NOT NULL AS answered,
        list_bool_or([
            t.path = ours.def_path AND t.line = ours.def_start_line AND t.char = ours.def_start_char FOR t IN r.targets
        ]) AS agrees,
        len(r.targets) > 0 AS inside
    FROM read_parquet(getvariable('references_file')) AS r
    JOIN ours ON ours.path = r.path AND ours.end_line = r.line AND ours.end_char = r.end_char
)
SELECT
    count(*) AS misses,
    CASE WHEN answered THEN 'otherwise' ELSE 'missed' END AS kind,
    name,
    place || ' ' || via || ' ' || category AS category,
    min(path || ':' || (line + 1)) AS first_place
FROM judged
WHERE (inside AND NOT coalesce(agrees, false)) OR (answered AND NOT coalesce(agrees, false))
GROUP BY ALL
ORDER BY misses DESC, name
LIMIT getvariable('group_limit');
