-- What must hold of the changes in a database before users see it, as integrity.sql says it of the rest.
SELECT 'known_changes' AS rule, count(*) AS violations, min(format('{} {} {}', change, kind, coalesce(symbol, old_symbol))) AS example
FROM work.main.changes
WHERE change <> CASE
        WHEN old_symbol IS NULL THEN 'added'
        WHEN symbol IS NULL THEN 'removed'
        ELSE 'changed'
    END
    OR (change = 'changed') <> (len(aspects) > 0)
    OR symbol NOT IN (SELECT symbol FROM work.ir.definitions WHERE symbol IS NOT NULL)
    OR path NOT IN (SELECT path FROM work.ir.files);
