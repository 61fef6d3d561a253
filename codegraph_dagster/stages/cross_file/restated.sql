-- Changed files of which the import statements, or their keys, are not what they were. Those of the others need not be
-- looked at again.
CREATE TABLE restated_files AS
WITH said AS (
    FROM imports
    UNION ALL BY NAME
    SELECT * EXCLUDE (module_file, module_status, module_reason, submodule_file, top_file, means_another)
    FROM work.links.statements
    WHERE is_pulled(file_no)
)
SELECT file_no
FROM said
GROUP BY file_no, import, hash(said)
HAVING count(*) = 1
UNION
SELECT id >> 26
FROM (
    SELECT id FROM import_components
    UNION ALL
    SELECT id FROM work.links.import_components WHERE is_pulled(id >> 26)
)
GROUP BY id
HAVING count(*) = 1;

CREATE MACRO is_restated(number) AS number IN (FROM restated_files);

DELETE FROM imports WHERE NOT is_restated(file_no);
DELETE FROM import_components WHERE NOT is_restated(id >> 26);
