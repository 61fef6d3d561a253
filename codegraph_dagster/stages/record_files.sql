DELETE FROM work.bookkeeping.stage_files WHERE stage = getvariable('stage');
INSERT INTO work.bookkeeping.stage_files BY NAME
SELECT getvariable('stage') AS stage, file_no, path, digest FROM files_now;
