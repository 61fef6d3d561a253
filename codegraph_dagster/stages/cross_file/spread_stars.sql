-- One round: `fresh` has the names that modules have newly come to export; they reach those who import everything.
INSERT INTO star_names
SELECT stars.file_no, fresh.name, stars.import, stars.is_guarded, stars.module_file
FROM stars
JOIN fresh ON fresh.file_no = stars.module_file
WHERE is_wanted(stars.file_no, fresh.name);

CREATE OR REPLACE TABLE fresh AS
SELECT DISTINCT stars.file_no, fresh.name
FROM stars
JOIN fresh ON fresh.file_no = stars.module_file
WHERE stars.file_no NOT IN (FROM listing_files) AND is_wanted(stars.file_no, fresh.name)
EXCEPT
FROM exported;

INSERT INTO exported FROM fresh;
