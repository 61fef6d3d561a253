INSERT INTO renumbered
WITH
before AS (
    SELECT definition, definition >> 26 AS file_no, identity,
        row_number() OVER (PARTITION BY definition >> 26, identity ORDER BY definition) AS place
    FROM work.known.definitions
    WHERE definition >> 26 IN (SELECT file_no FROM stale_files)
),
now AS (
    SELECT definition, file_no, identity,
        row_number() OVER (PARTITION BY file_no, identity ORDER BY definition) AS place
    FROM nameable
    WHERE file_no IN (SELECT file_no FROM stale_files)
)
SELECT before.definition, now.definition
FROM before
FULL JOIN now USING (file_no, identity, place);
