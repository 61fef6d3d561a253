DELETE FROM work.ir.diagnostics WHERE stage = $stage;
