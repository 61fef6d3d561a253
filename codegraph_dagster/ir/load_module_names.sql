INSERT INTO work.ir.module_names BY NAME FROM incoming;
