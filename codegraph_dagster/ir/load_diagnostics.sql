INSERT INTO work.ir.diagnostics BY NAME FROM incoming;
