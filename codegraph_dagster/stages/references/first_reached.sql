-- Where a change begins: the files that are different, those whose imports lead elsewhere, and the names under which
-- something else is found.
CREATE TABLE reached AS
SELECT file_no FROM stale_files
UNION
SELECT file_no
FROM import_digests
FULL JOIN work.known.imports AS before USING (file_no)
WHERE import_digests.as_before IS DISTINCT FROM before.digest;

CREATE TABLE changed_names AS
SELECT name
FROM member_digests
FULL JOIN work.known.members AS before USING (name)
WHERE member_digests.as_before IS DISTINCT FROM before.digest
UNION
-- An attribute of something external is a module when some import says so.
SELECT split_part(module, '.', -1)
FROM external_names
FULL JOIN work.known.external_modules AS before USING (module)
WHERE external_names.module IS NULL OR before.module IS NULL;

-- Methods of which another is found under their name, or other parameters; `parameter` is NULL for the method itself.
CREATE TABLE changed_overridden (method VARCHAR, parameter VARCHAR);
