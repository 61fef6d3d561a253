-- What the attached previous database is of, and the run that published it.
SELECT r.revision, r.generation, r.extractor_version, s.run_id, r.indexed_at::VARCHAR
FROM previous.main.repository AS r
LEFT JOIN previous.main.stage_runs AS s ON s.stage = 'published_index';
