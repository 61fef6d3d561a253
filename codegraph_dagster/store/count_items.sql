-- What a stage goes through, as users count it: the files that have an index.
SELECT count(*) FILTER (WHERE status <> 'skipped') FROM work.ir.files;
