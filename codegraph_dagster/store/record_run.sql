-- One stage's row in the bookkeeping; the row of its last run is deleted before.
INSERT INTO work.main.stage_runs BY NAME
SELECT
    $run_id AS run_id,
    $stage AS stage,
    $generation AS generation,
    $status AS status,
    $started_at::TIMESTAMPTZ AS started_at,
    $seconds::DOUBLE AS seconds,
    $cpu_seconds::DOUBLE AS cpu_seconds,
    $peak_rss_bytes::BIGINT AS peak_rss_bytes,
    $workers::INTEGER AS workers,
    $items::BIGINT AS items,
    $rows::BIGINT AS rows,
    $errors::BIGINT AS errors;
