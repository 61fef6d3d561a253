-- The tables of the database that is attached as `finished`, the largest first.
SELECT schema_name, table_name
FROM duckdb_tables()
WHERE database_name = 'finished'
ORDER BY estimated_size DESC;
