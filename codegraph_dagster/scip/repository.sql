-- The repository that the index is of. The database is attached as `graph`.
SELECT root FROM graph.main.repository;
