-- Whether the attached database says which version of the schema it has.
SELECT count(*) = 1
FROM duckdb_tables()
WHERE database_name = 'work' AND schema_name = 'ir' AND table_name = 'schema_version';
