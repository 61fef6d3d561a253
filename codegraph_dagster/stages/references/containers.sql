-- What containers hold: annotations (`list[X]`), displays (`[X()]`), loops, subscripts, generators; and the methods that
-- statements call without naming them.

-- `list[X]` is iterated and indexed to X; `dict[K, V]` is iterated to K and indexed to V.
CREATE TABLE contents AS
SELECT wrappers.id, wrappers.meaning, parts.id AS part,
    row_number() OVER (PARTITION BY wrappers.id ORDER BY parts.id) AS position,
    count(*) OVER (PARTITION BY wrappers.id) AS size
FROM wrappers
JOIN parts ON parts.parent = wrappers.id AND parts.id <> wrappers.head
WHERE wrappers.meaning IN ('sequence', 'mapping', 'iterator');

INSERT INTO copies
SELECT part, element_of(id), '' FROM contents WHERE position = 1 AND (meaning <> 'sequence' OR size = 1)
UNION ALL
SELECT part, item_of(id), ''
FROM contents
WHERE (meaning = 'sequence' AND size = 1) OR (meaning = 'mapping' AND position = 2);

-- `tuple[X, Y]` and `(X(), Y())` are unpacked by place.
INSERT INTO copies
SELECT part, place_of(id, position - 1), '' FROM contents WHERE meaning = 'sequence' AND size > 1 AND position <= 8
UNION ALL
SELECT parts.id, place_of(parts.parent, parts.position), ''
FROM parts
JOIN expressions ON expressions.id = parts.parent
WHERE expressions.kind = 'tuple' AND parts.position < 8
UNION ALL
SELECT place_of(flows.value, flows.unpack[1]), target_definitions.definition, ''
FROM flows
JOIN target_definitions ON target_definitions.id = flows.target
WHERE flows.mode = 'assign' AND len(flows.unpack) = 1 AND flows.unpack[1] BETWEEN 0 AND 7 AND flows.value IS NOT NULL
    AND target_definitions.definition NOT IN (FROM annotated);

INSERT INTO copies
SELECT parts.id, unnest([element_of(parts.parent), item_of(parts.parent)]), ''
FROM parts
JOIN expressions ON expressions.id = parts.parent
WHERE expressions.kind IN ('list', 'set', 'tuple');

-- A comprehension holds what stands before its first `for`.
INSERT INTO copies
SELECT min(parts.id), unnest([element_of(parts.parent), item_of(parts.parent)]), ''
FROM parts
JOIN expressions ON expressions.id = parts.parent
WHERE expressions.kind = 'comprehension'
GROUP BY parts.parent;

CREATE TABLE slices AS SELECT DISTINCT parent AS id FROM expressions WHERE kind = 'slice' AND parent IS NOT NULL;
INSERT INTO copies
SELECT CASE WHEN slices.id IS NULL THEN item_of(expressions.head) ELSE expressions.head END, expressions.id, ''
FROM expressions
LEFT JOIN slices USING (id)
WHERE expressions.kind = 'subscript' AND expressions.head IS NOT NULL;

INSERT INTO copies
SELECT element_of(flows.value), target_definitions.definition, ''
FROM flows
JOIN target_definitions ON target_definitions.id = flows.target
WHERE flows.mode = 'iterate' AND len(flows.unpack) = 0 AND flows.value IS NOT NULL
    AND target_definitions.definition NOT IN (FROM annotated)
UNION ALL
SELECT flows.value, element_of(-flows.target), ''
FROM flows
WHERE flows.mode = 'yield' AND flows.value IS NOT NULL AND flows.target NOT IN (SELECT target FROM annotations);

-- `with f() as x` of a generator made a context manager.
INSERT INTO copies
SELECT element_of(flows.value), target_definitions.definition, ''
FROM flows
JOIN target_definitions ON target_definitions.id = flows.target
WHERE flows.mode = 'enter' AND len(flows.unpack) = 0 AND flows.value IS NOT NULL;

-- Methods of the language's own containers, by name: they count only for keys of which contents are known.
CREATE TABLE container_calls AS
SELECT calls.id, attributes.head AS container, words.meaning
FROM calls
JOIN attributes ON attributes.id = calls.head
JOIN files ON files.file_no = calls.file_no
JOIN words ON words.language = files.language AND words.word = '.' || attributes.name;

INSERT INTO copies
SELECT item_of(container), element_of(id), '' FROM container_calls WHERE meaning = 'items'
UNION ALL
SELECT item_of(container), id, '' FROM container_calls WHERE meaning = 'item'
UNION ALL
SELECT item_of(container_calls.container), target_definitions.definition, ''
FROM container_calls
JOIN flows ON flows.value = container_calls.id AND flows.mode = 'iterate' AND flows.unpack = [1]
JOIN target_definitions ON target_definitions.id = flows.target
WHERE container_calls.meaning = 'pairs';

-- Functions that go through what they are given: `sorted(x)` has the elements of x, `next(x)` is one of them.
CREATE TABLE passing_calls AS
SELECT calls.id, arguments.value, words.meaning
FROM calls
JOIN outside ON outside.id = calls.head
JOIN files ON files.file_no = calls.file_no
JOIN words ON words.language = files.language AND words.word = outside.external
JOIN arguments ON arguments.call = calls.id AND arguments.position = 0
WHERE words.meaning IN ('elements', 'element', 'numbered');

INSERT INTO copies
SELECT element_of(value), unnest([element_of(id), item_of(id)]), '' FROM passing_calls WHERE meaning = 'elements'
UNION ALL
SELECT element_of(value), id, '' FROM passing_calls WHERE meaning = 'element'
UNION ALL
SELECT element_of(passing_calls.value), target_definitions.definition, ''
FROM passing_calls
JOIN flows ON flows.value = passing_calls.id AND flows.mode = 'iterate' AND flows.unpack = [1]
JOIN target_definitions ON target_definitions.id = flows.target
WHERE passing_calls.meaning = 'numbered';

-- What a statement calls: `with x` x.__enter__(), `for … in x` x.__iter__(), `x[i]` x.__getitem__(), `x()` x.__call__().
CREATE TABLE implied_calls AS
WITH places AS (
    SELECT DISTINCT value AS object, 1 AS number, 'enter' AS meaning, value >> 26 AS file_no
    FROM flows WHERE mode = 'enter' AND value IS NOT NULL
    UNION ALL
    SELECT DISTINCT value, 3, 'iterate', value >> 26 FROM flows WHERE mode = 'iterate' AND value IS NOT NULL
    UNION ALL
    SELECT DISTINCT head, 5, 'index', head >> 26 FROM expressions WHERE kind = 'subscript' AND head IS NOT NULL
    UNION ALL
    SELECT head, 7, 'call', file_no FROM calls
    UNION ALL
    -- What __iter__() gives is asked for the next element.
    SELECT DISTINCT implied(value, 4), 5, 'next', value >> 26 FROM flows WHERE mode = 'iterate' AND value IS NOT NULL
)
SELECT places.object, places.number, places.meaning, places.file_no, words.word AS name
FROM places
JOIN files ON files.file_no = places.file_no
JOIN words ON words.language = files.language AND words.meaning = places.meaning;

INSERT INTO attributes
SELECT implied(object, number), object, name, file_no FROM implied_calls;
INSERT INTO calls
SELECT implied(object, number + 1), implied(object, number), file_no FROM implied_calls;

INSERT INTO copies
SELECT implied(flows.value, 2), target_definitions.definition, ''
FROM flows
JOIN target_definitions ON target_definitions.id = flows.target
WHERE flows.mode = 'enter' AND len(flows.unpack) = 0 AND flows.value IS NOT NULL
UNION ALL
SELECT element_of(implied(flows.value, 4)), target_definitions.definition, ''
FROM flows
JOIN target_definitions ON target_definitions.id = flows.target
WHERE flows.mode = 'iterate' AND len(flows.unpack) = 0 AND flows.value IS NOT NULL
UNION ALL
SELECT implied(flows.value, 10), target_definitions.definition, ''
FROM flows
JOIN target_definitions ON target_definitions.id = flows.target
WHERE flows.mode = 'iterate' AND len(flows.unpack) = 0 AND flows.value IS NOT NULL
UNION ALL
SELECT implied(head, 6), id, '' FROM expressions WHERE kind = 'subscript' AND head IS NOT NULL
UNION ALL
SELECT implied(head, 8), id, '' FROM expressions WHERE kind = 'call' AND head IS NOT NULL;
