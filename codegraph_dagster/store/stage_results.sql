SELECT stage, status, seconds, cpu_seconds, peak_rss_bytes, rows, errors FROM stage_runs ORDER BY started_at;
