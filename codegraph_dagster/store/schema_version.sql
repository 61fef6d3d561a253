-- Which version of the schema the attached database has.
SELECT fingerprint FROM work.ir.schema_version;
