-- Whether a run has computed rows of a stage, so that nothing published before can be a copy of what is there now.
SELECT count(*) > 0
FROM work.main.stage_runs
WHERE run_id = $run_id AND status = 'computed' AND list_contains($stages, stage);
