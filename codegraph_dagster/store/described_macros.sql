-- The public macros of the open database: name, parameters, comment.
SELECT function_name, parameters, comment
FROM duckdb_functions()
WHERE database_name = current_database() AND schema_name = 'main' AND function_type IN ('macro', 'table_macro')
    AND NOT internal
ORDER BY function_name;
