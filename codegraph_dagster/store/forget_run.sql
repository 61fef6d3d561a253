DELETE FROM work.main.stage_runs WHERE stage = $stage;
