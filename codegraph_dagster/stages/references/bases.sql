-- The base classes that are in the repository. Unknown and external ones are passed over: what the others define is
-- found through them, as type checkers have it.
CREATE TABLE class_bases AS
SELECT bases.definition AS class, bases.position, min(facts.definition) AS base
FROM bases
JOIN facts ON facts.key = bases.expression AND facts.shape = 'type'
WHERE facts.definition <> bases.definition
GROUP BY bases.definition, bases.position;
CREATE TABLE all_class_bases AS
FROM class_bases
UNION ALL
SELECT bases.class, bases.position, coalesce(renumbered.now, bases.base)
FROM work.known.class_bases AS bases
LEFT JOIN renumbered ON renumbered.before = bases.base
WHERE is_other(bases.class);
