SELECT
    r.name, r.root, r.revision, r.indexed_at::VARCHAR AS indexed_at, r.languages, r.generation,
    count(*) FILTER (WHERE f.status <> 'skipped') AS files,
    count(*) FILTER (WHERE f.status = 'partial') AS partial_files,
    count(*) FILTER (WHERE f.status = 'skipped') AS skipped_files,
    coalesce(sum(f.lines) FILTER (WHERE f.status <> 'skipped'), 0)::BIGINT AS lines,
    (SELECT count(*) FROM symbols) AS symbols,
    (SELECT count(*) FROM diagnostics AS d WHERE d.severity = 'error') AS errors,
    (SELECT count(*) FROM diagnostics AS d WHERE d.severity = 'warning') AS warnings
FROM repository AS r
LEFT JOIN files AS f ON true
GROUP BY ALL;
