-- The files that ask for something of which more or less is known than in the last run, or the same later: what follows
-- from it might be what it follows from.
CREATE TABLE facts_before AS
SELECT
    facts.key + sign(facts.key)::BIGINT * (coalesce(keys.now, keys.before, 0) - coalesce(keys.before, 0)) AS key,
    facts.shape,
    coalesce(key_now(facts.definition, renumbered.before, renumbered.now), -1) AS definition,
    facts.found,
    row_of(facts.key) AS asked
FROM work.known.facts AS facts
LEFT JOIN renumbered AS keys ON keys.before = row_of(facts.key)
LEFT JOIN renumbered ON renumbered.before = facts.definition
WHERE is_computed(file_of(facts.key));

CREATE TABLE changed_definitions AS
SELECT facts_before.asked AS definition
FROM facts_before
LEFT JOIN boundary USING (key, shape, definition)
WHERE boundary.key IS NULL OR boundary.found > facts_before.found
UNION
SELECT CASE WHEN renumbered.now IS NULL THEN row_of(boundary.key) ELSE renumbered.before END
FROM boundary
ANTI JOIN facts_before USING (key, shape, definition)
LEFT JOIN renumbered ON renumbered.now = row_of(boundary.key)
UNION
SELECT before FROM renumbered WHERE now IS NULL;

INSERT INTO reached
SELECT DISTINCT reads.file_no
FROM work.known.reads AS reads
JOIN changed_definitions USING (definition)
WHERE NOT is_computed(reads.file_no);
