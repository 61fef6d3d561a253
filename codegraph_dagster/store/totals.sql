SELECT
    (SELECT coalesce(sum(lines), 0) FROM files WHERE status <> 'skipped') AS lines,
    (SELECT count(*) FROM diagnostics WHERE severity = 'error') AS errors;
