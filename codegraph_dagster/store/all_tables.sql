-- Every table and view that either of the attached databases `work` and `clean` has, but for the bookkeeping.
SELECT DISTINCT schema_name || '.' || table_name AS name
FROM (
    SELECT database_name, schema_name, table_name FROM duckdb_tables()
    UNION ALL
    SELECT database_name, schema_name, view_name FROM duckdb_views() WHERE NOT internal
) AS listed
WHERE database_name IN ('work', 'clean') AND schema_name IN ('main', 'ir', 'links')
ORDER BY name;
