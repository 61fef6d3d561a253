-- What a stage found wrong; the stage's name is filled in here.
INSERT INTO work.ir.diagnostics BY NAME
SELECT $stage AS stage, COLUMNS(lambda name: name <> 'stage')
FROM out.diagnostics;
