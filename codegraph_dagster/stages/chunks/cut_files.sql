-- The files whose text is there, in the order in which they are cut.
SELECT files.definition FROM files SEMI JOIN sources USING (file_no) ORDER BY files.definition;
