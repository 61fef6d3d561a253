-- Write which version of the schema the attached database has.
INSERT INTO work.ir.schema_version VALUES ($fingerprint);
