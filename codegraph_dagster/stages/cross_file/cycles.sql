-- `components`: the number of its cycle for each file that is in one. Cycles are numbered by their first path.
CREATE TABLE out.dependency_cycles AS
WITH named AS (
    SELECT files.path, min(files.path) OVER (PARTITION BY components.component) AS first_path
    FROM components
    JOIN files USING (file_no)
)
SELECT dense_rank() OVER (ORDER BY first_path)::INTEGER AS cycle_id, path FROM named;
