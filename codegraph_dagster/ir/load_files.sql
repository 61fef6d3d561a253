INSERT INTO work.ir.files BY NAME FROM incoming;
