-- What the attached database was compared with.
SELECT
    revision, generation, run_id, old_revision, old_generation, old_run_id, old_indexed_at::VARCHAR AS old_indexed_at,
    reason
FROM work.main.comparison;
