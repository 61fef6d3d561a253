DELETE FROM work.ir.files;
INSERT INTO work.ir.files BY NAME FROM incoming;
