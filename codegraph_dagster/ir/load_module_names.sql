DELETE FROM work.ir.module_names;
INSERT INTO work.ir.module_names BY NAME FROM incoming;
