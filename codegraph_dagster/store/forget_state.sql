DELETE FROM work.bookkeeping.stages WHERE stage = $stage;
