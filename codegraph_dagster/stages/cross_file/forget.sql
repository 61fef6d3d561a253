-- Keys are file number << 26 | ordinal.
DELETE FROM work.links.statements WHERE file_no IN (FROM restated_files);
DELETE FROM work.links.own_names WHERE file_no IN (SELECT file_no FROM stale_files);
DELETE FROM work.links.import_components WHERE id >> 26 IN (FROM restated_files);
DELETE FROM work.links.imports
WHERE import >> 26 IN (FROM restated_files) OR import IN (SELECT import FROM chosen);
DELETE FROM work.links.listed WHERE (file_no, name) IN (FROM unlisted);
DELETE FROM work.links.members WHERE (file_no, name) IN (FROM wanted);
DELETE FROM work.main.exports
WHERE (path, name) IN (SELECT files.path, wanted.name FROM wanted JOIN files USING (file_no));
DELETE FROM work.main.file_dependencies
WHERE source_path IN (SELECT path FROM files WHERE file_no IN (FROM moved));
DELETE FROM work.main.dependency_cycles WHERE NOT getvariable('cycles_stay');
