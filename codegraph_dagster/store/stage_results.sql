-- What the last run of each stage did.
SELECT stage, status, seconds, cpu_seconds, peak_rss_bytes, rows, errors FROM work.main.stage_runs ORDER BY started_at;
