-- One round: who imports everything from a module also gets the unknown names that it takes from outside.
CREATE OR REPLACE TABLE fresh_origins AS
SELECT DISTINCT stars.file_no, fresh_origins.origin, fresh_origins.status
FROM stars
JOIN fresh_origins ON fresh_origins.file_no = stars.module_file
WHERE stars.module_file NOT IN (FROM listing_files)
EXCEPT
FROM open_stars;

INSERT INTO open_stars FROM fresh_origins;
