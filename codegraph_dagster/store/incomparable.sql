-- Columns of the tables that a comparison reads, or takes over, that only one of the two databases has.
SELECT DISTINCT format('{}.{}.{}', c.schema_name, c.table_name, c.column_name) AS name
FROM duckdb_columns() AS c
WHERE c.database_name IN ('previous', 'work')
    AND (c.schema_name, c.table_name) IN (
        ('main', 'repository'), ('main', 'stage_runs'), ('main', 'changes'), ('main', 'comparison'),
        ('ir', 'files'), ('texts', 'settled'), ('texts', 'recent'), ('ir', 'definitions')
    )
QUALIFY count(*) OVER (PARTITION BY c.schema_name, c.table_name, c.column_name, c.data_type) = 1
ORDER BY name;
