-- Whether the database that is attached under $database has the tables by which one of this project is known.
SELECT count(*) = 2
FROM duckdb_tables()
WHERE database_name = $database AND schema_name = 'main' AND table_name IN ('repository', 'stage_runs');
