-- The stages of the last run in a published database, in the order they started.
SELECT stage, seconds, cpu_seconds, peak_rss_bytes, rows
FROM stage_runs
ORDER BY started_at;
