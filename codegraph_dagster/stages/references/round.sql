-- One round: what the newest facts say about the keys that depend on theirs.

INSERT INTO facts FROM delta;

-- Attributes of modules, classes and instances.
CREATE OR REPLACE TABLE sought AS
SELECT attributes.id, attributes.name, delta.shape, delta.definition
FROM delta
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
FROM delta
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
FROM copies;
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
SELECT copies.source, copies.sink, copies.turn, delta.shape, delta.definition
FROM delta
JOIN copies ON copies.source = delta.key
UNION ALL
SELECT new_copies.source, new_copies.sink, new_copies.turn, facts.shape, facts.definition
FROM facts
JOIN new_copies ON new_copies.source = facts.key
UNION ALL
-- What a container holds goes where the container goes.
SELECT delta.key, copies.sink + (delta.key - container_of(delta.key)) * sign(delta.key)::BIGINT * sign(copies.sink)::BIGINT,
    copies.turn, delta.shape, delta.definition
FROM delta
JOIN copies ON copies.source = container_of(delta.key) AND copies.turn IN ('', 'instantiate')
WHERE is_content(delta.key) AND NOT is_content(copies.sink)
UNION ALL
SELECT facts.key, new_copies.sink + (facts.key - container_of(facts.key)) * sign(facts.key)::BIGINT,
    new_copies.turn, facts.shape, facts.definition
FROM facts
JOIN new_copies ON new_copies.source = container_of(facts.key)
WHERE is_content(facts.key) AND NOT is_content(new_copies.sink);
INSERT INTO copies FROM new_copies;

CREATE OR REPLACE TABLE delta AS
SELECT sink AS key,
    CASE
        WHEN turn = 'instantiate' AND shape = 'metatype' THEN 'type'
        WHEN turn = 'instantiate' AND shape = 'own_type' THEN 'receiver'
        WHEN turn = 'instantiate' THEN 'instance'
        WHEN turn = 'metatype' THEN 'metatype'
        WHEN turn = 'class_of' AND shape = 'receiver' THEN 'own_type'
        WHEN turn = 'class_of' THEN 'type'
        ELSE shape
    END AS shape,
    definition
FROM moved
WHERE (turn = '' AND NOT (shape = 'receiver' AND source < 0))
    OR (turn IN ('instantiate', 'metatype', 'type') AND shape IN ('type', 'own_type'))
    OR (turn = 'instantiate' AND shape = 'metatype')
    OR (turn = 'class_of' AND shape IN ('instance', 'receiver'))
UNION
SELECT id, CASE shape WHEN 'type' THEN 'instance' ELSE 'receiver' END, definition FROM called WHERE shape <> 'function'
UNION
SELECT bound.sink, bound.shape, bound.class
FROM delta
JOIN bound ON bound.method = -delta.key
WHERE delta.shape = 'receiver' AND delta.key < 0 AND NOT is_content(delta.key)
UNION
SELECT new_bound.sink, new_bound.shape, new_bound.class
FROM new_bound
JOIN facts ON facts.key = -new_bound.method AND facts.shape = 'receiver'
EXCEPT
FROM facts;
