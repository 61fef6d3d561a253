-- What the previous database says of its own comparison, the columns as in record_comparison.sql.
SELECT
    revision, generation, run_id, old_revision, old_generation, old_run_id, old_indexed_at::VARCHAR AS old_indexed_at,
    reason
FROM previous.main.comparison;
