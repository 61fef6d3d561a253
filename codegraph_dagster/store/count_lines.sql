-- Source lines of all indexed files.
SELECT coalesce(sum(lines), 0) FROM work.ir.files WHERE status <> 'skipped';
