DELETE FROM work.bookkeeping.stage_files WHERE stage = $stage;
