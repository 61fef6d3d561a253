-- One round: the lists as far as they are known; `fresh` has the entries that included lists add to them.
CREATE OR REPLACE TABLE listed AS
SELECT file_no, name
FROM list_entries
GROUP BY file_no, name
HAVING max(position) FILTER (action = 'add') > coalesce(max(position) FILTER (action = 'remove'), -1);

CREATE OR REPLACE TABLE fresh AS
SELECT list_includes.file_no, list_includes.position, 'add' AS action, listed.name
FROM list_includes
JOIN listed ON listed.file_no = list_includes.included_file
EXCEPT
FROM list_entries;

INSERT INTO list_entries FROM fresh;
