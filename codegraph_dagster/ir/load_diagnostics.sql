DELETE FROM work.ir.diagnostics WHERE stage = 'ir';
INSERT INTO work.ir.diagnostics BY NAME FROM incoming;
