-- What the attached working database is of, and whether it has the tables for a comparison.
SELECT
    revision, generation, extractor_version,
    (SELECT count(*) FROM duckdb_tables() WHERE database_name = 'work' AND table_name IN ('changes', 'comparison')) = 2
FROM work.main.repository;
