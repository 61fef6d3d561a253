-- What is known of the keys of other files: what the last run found, and what modules, classes and functions are.
SELECT facts.key, facts.shape::BIGINT AS shape, coalesce(renumbered.now, facts.definition) AS definition, facts.found
FROM work.known.facts AS facts
LEFT JOIN renumbered ON renumbered.before = facts.definition
WHERE is_other(facts.key)
UNION ALL
SELECT definition, enum_code((CASE kind WHEN 'class' THEN 'type' ELSE kind END)::shape)::BIGINT, definition, 0
FROM all_definitions
WHERE kind IN ('module', 'class') AND is_other(definition)
UNION ALL
SELECT definition, enum_code('function'::shape)::BIGINT, definition, getvariable('values_phase')::BIGINT
FROM all_definitions
WHERE kind IN ('function', 'method', 'lambda') AND is_other(definition);
