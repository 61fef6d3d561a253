-- The stages that were switched off.
SELECT stage FROM work.main.stage_runs WHERE status = 'disabled' ORDER BY stage;
