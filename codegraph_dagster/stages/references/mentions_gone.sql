-- Whether rows of files that were not computed mention definitions that are gone.
WITH gone AS (SELECT before AS definition FROM renumbered WHERE now IS NULL)
SELECT count(*) > 0
FROM (
    SELECT id FROM work.links.resolutions AS rows SEMI JOIN gone USING (definition) WHERE is_other(id)
    UNION ALL
    SELECT call FROM work.links.calls AS rows SEMI JOIN gone ON gone.definition = rows.callee WHERE is_other(call)
    UNION ALL
    SELECT key FROM work.known.facts AS rows SEMI JOIN gone USING (definition) WHERE is_other(key)
);
