-- Columns of a public table or view, for people: name, type, comment.
SELECT column_name, data_type, comment
FROM duckdb_columns()
WHERE database_name = 'work' AND schema_name = 'main' AND table_name = $table
ORDER BY column_index;
