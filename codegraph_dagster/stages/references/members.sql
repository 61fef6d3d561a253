-- What the newest facts (`fresh`) say beyond the copies: attributes are looked up, calls give results. The new facts
-- that follow are in `delta`.

-- Attributes of modules, classes and instances.
CREATE OR REPLACE TABLE sought AS
SELECT attributes.id, attributes.name, delta.shape, delta.definition
FROM fresh AS delta
JOIN attributes ON attributes.head = delta.key
WHERE delta.shape NOT IN ('function', 'metatype');

CREATE OR REPLACE TABLE looked_up AS
WITH pairs AS (
    SELECT DISTINCT definition AS class, name, shape = 'super' AS after FROM sought WHERE shape <> 'module'
)
SELECT pairs.class, pairs.name, pairs.after,
    arg_min(class_members.definition, class_members.rank + mro.position) AS definition
FROM pairs
JOIN mro ON mro.class = pairs.class AND (NOT pairs.after OR mro.position > 0)
JOIN class_members ON class_members.class = mro.ancestor AND class_members.name = pairs.name
GROUP BY ALL;

CREATE OR REPLACE TABLE hits AS
SELECT sought.id, looked_up.definition, sought.shape, sought.definition AS class
FROM sought
JOIN looked_up
    ON looked_up.class = sought.definition AND looked_up.name = sought.name
    AND looked_up.after = (sought.shape = 'super')
WHERE sought.shape <> 'module';

CREATE OR REPLACE TABLE reached AS
SELECT sought.id, members.definition, false AS is_instance
FROM sought
JOIN members ON members.file_no = sought.definition >> 26 AND members.name = sought.name
WHERE sought.shape = 'module' AND members.definition IS NOT NULL
UNION
SELECT id, definition, shape NOT IN ('type', 'own_type') FROM hits
EXCEPT
FROM attribute_targets;
INSERT INTO attribute_targets FROM reached;

-- Calls: of a class, of a function.
CREATE OR REPLACE TABLE called AS
SELECT calls.id, delta.shape, delta.definition
FROM fresh AS delta
JOIN calls ON calls.head = delta.key
WHERE delta.shape IN ('type', 'own_type', 'function');

CREATE OR REPLACE TABLE new_copies AS
SELECT CASE WHEN reached.is_instance AND properties.definition IS NOT NULL THEN -reached.definition
        ELSE reached.definition END AS source,
    reached.id AS sink, '' AS turn
FROM reached
LEFT JOIN properties ON properties.definition = reached.definition
UNION
SELECT -definition, id, '' FROM called WHERE shape = 'function'
EXCEPT
FROM found_copies;
DELETE FROM new_copies WHERE sink IN (SELECT id FROM narrowed);

-- A method that gives back its receiver gives back what it was called on.
CREATE OR REPLACE TABLE new_bound AS
SELECT coalesce(calls.id, hits.id) AS sink, hits.definition AS method,
    CASE WHEN hits.shape IN ('receiver', 'own_type', 'super') THEN 'receiver' ELSE 'instance' END AS shape, hits.class
FROM hits
LEFT JOIN calls ON calls.head = hits.id
LEFT JOIN properties ON properties.definition = hits.definition
WHERE (calls.id IS NOT NULL) = (properties.definition IS NULL)
EXCEPT
FROM bound;
INSERT INTO bound FROM new_bound;

CREATE OR REPLACE TABLE moved AS
SELECT new_copies.source, new_copies.sink, new_copies.turn, facts.shape, facts.definition
FROM facts
JOIN new_copies ON new_copies.source = facts.key
UNION ALL
SELECT facts.key, new_copies.sink + (facts.key - container_of(facts.key)) * sign(facts.key)::BIGINT,
    new_copies.turn, facts.shape, facts.definition
FROM facts
JOIN new_copies ON new_copies.source = container_of(facts.key)
WHERE is_content(facts.key) AND NOT is_content(new_copies.sink);
INSERT INTO found_copies FROM new_copies;

-- Facts that are known already fall away in the next spread.
CREATE OR REPLACE TABLE delta AS
SELECT sink AS key, turned(turn, shape) AS shape, definition FROM moved WHERE turns(source, turn, shape)
UNION ALL
SELECT id, CASE shape WHEN 'type' THEN 'instance' ELSE 'receiver' END, definition FROM called WHERE shape <> 'function'
UNION ALL
SELECT new_bound.sink, new_bound.shape, new_bound.class
FROM new_bound
JOIN facts ON facts.key = -new_bound.method AND facts.shape = 'receiver';
