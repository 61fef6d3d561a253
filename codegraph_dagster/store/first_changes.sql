-- The changes that a person should see first: what may break, then what is gone, then what is different.
SELECT change, aspects, kind, qualified_name, may_break, path, start_line, signature, old_path, old_start_line, old_signature
FROM work.main.changes
ORDER BY
    may_break DESC,
    list_position(['removed', 'changed', 'added'], change),
    coalesce(path, old_path), coalesce(start_line, old_start_line), qualified_name
LIMIT $limit;
