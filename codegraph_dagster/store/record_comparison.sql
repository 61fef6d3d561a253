-- What the published database was compared with: one row.
INSERT INTO work.main.comparison BY NAME
SELECT
    $revision AS revision,
    $generation AS generation,
    $run_id AS run_id,
    $old_revision AS old_revision,
    $old_generation AS old_generation,
    $old_run_id AS old_run_id,
    $old_indexed_at::TIMESTAMPTZ AS old_indexed_at,
    $reason AS reason;
