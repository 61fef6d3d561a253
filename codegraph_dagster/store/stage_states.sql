-- The stages whose rows are there, with what their last run counted.
SELECT s.stage, s.inputs, s.data_version, s.computation, s.tables, s.counts, coalesce(r.items, 0), coalesce(r.errors, 0)
FROM work.bookkeeping.stages AS s
LEFT JOIN work.main.stage_runs AS r ON r.stage = s.stage;
