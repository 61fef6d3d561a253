-- What containers hold: annotations (`list[X]`), displays (`[X()]`), loops, subscripts, generators; and the methods that
-- statements call without naming them.

-- `list[X]` is iterated and indexed to X; `dict[K, V]` is iterated to K and indexed to V.
CREATE TABLE contents AS
SELECT wrappers.id, wrappers.meaning, asked_parts.id AS part,
    row_number() OVER (PARTITION BY wrappers.id ORDER BY asked_parts.id) AS position,
    count(*) OVER (PARTITION BY wrappers.id) AS size
FROM asked_parts
JOIN wrappers ON wrappers.id = asked_parts.parent AND wrappers.head <> asked_parts.id
WHERE asked_parts.kind = 'wrapper' AND wrappers.meaning IN ('sequence', 'mapping', 'iterator');

INSERT INTO copies
SELECT part, element_of(id), '' FROM contents WHERE position = 1 AND (meaning <> 'sequence' OR size = 1)
UNION ALL
SELECT part, item_of(id), ''
FROM contents
WHERE (meaning = 'sequence' AND size = 1) OR (meaning = 'mapping' AND position = 2);

-- So does what is derived from one: `class C(dict[str, X])`, `class D(C)`.
INSERT INTO copies
SELECT unnest([element_of(expression), item_of(expression)]), unnest([element_of(definition), item_of(definition)]), ''
FROM bases
WHERE expression <> definition
UNION ALL
SELECT unnest([element_of(class), item_of(class)]), unnest([element_of(definition), item_of(definition)]), ''
FROM receivers
WHERE class IN (SELECT bases.definition FROM bases JOIN contents ON contents.id = bases.expression);

-- `tuple[X, Y]` and `(X(), Y())` are unpacked by place.
INSERT INTO copies
SELECT part, place_of(id, position - 1), '' FROM contents WHERE meaning = 'sequence' AND size > 1 AND position <= 8
UNION ALL
SELECT id, place_of(parent, position), '' FROM asked_parts WHERE kind = 'tuple' AND position < 8
UNION ALL
SELECT place_of(value, place), definition, ''
FROM given
WHERE mode = 'assign' AND depth = 1 AND place BETWEEN 0 AND 7 AND NOT is_annotated;

INSERT INTO copies
SELECT id, unnest([element_of(parent), item_of(parent)]), '' FROM asked_parts WHERE kind IN ('list', 'set', 'tuple')
UNION ALL
-- A comprehension holds what stands before its first `for`: of a dict the key, and the value.
SELECT min(id), element_of(parent), ''
FROM asked_parts
WHERE kind = 'comprehension'
GROUP BY parent
UNION ALL
SELECT coalesce(min(id) FILTER (position IS NOT NULL), min(id)), item_of(parent), ''
FROM asked_parts
WHERE kind = 'comprehension'
GROUP BY parent
UNION ALL
SELECT id, item_of(parent), '' FROM asked_parts WHERE kind = 'dict';

CREATE TABLE slices AS SELECT DISTINCT parent AS id FROM expressions WHERE kind = 'slice' AND parent IS NOT NULL;
INSERT INTO copies
SELECT CASE WHEN slices.id IS NULL THEN item_of(subscripts.head) ELSE subscripts.head END, subscripts.id, ''
FROM subscripts
LEFT JOIN slices USING (id)
UNION ALL
-- `x[0]` of a tuple whose places are known.
SELECT place_of(head, "index"), id, '' FROM subscripts WHERE "index" < 8;

INSERT INTO copies
SELECT element_of(value), definition, '' FROM given WHERE mode = 'iterate' AND depth = 0 AND NOT is_annotated
UNION ALL
SELECT flows.value, element_of(-flows.target), ''
FROM flows
WHERE flows.mode = 'yield' AND flows.value IS NOT NULL AND flows.target NOT IN (SELECT target FROM annotations)
UNION ALL
-- `with f() as x` of a generator made a context manager.
SELECT element_of(value), definition, '' FROM given WHERE mode = 'enter' AND depth = 0;

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
SELECT item_of(container_calls.container), given.definition, ''
FROM container_calls
JOIN given ON given.value = container_calls.id AND given.mode = 'iterate' AND given.depth = 1 AND given.place = 1
WHERE container_calls.meaning = 'pairs';

-- Functions that go through what they are given: `sorted(x)` has the elements of x, `next(x)` is one of them.
INSERT INTO copies
SELECT element_of(value), unnest([element_of(id), item_of(id)]), '' FROM special_calls WHERE meaning = 'elements'
UNION ALL
SELECT element_of(value), id, '' FROM special_calls WHERE meaning IN ('element', 'next_element')
UNION ALL
SELECT element_of(special_calls.value), given.definition, ''
FROM special_calls
JOIN given ON given.value = special_calls.id AND given.mode = 'iterate' AND given.depth = 1 AND given.place = 1
WHERE special_calls.meaning = 'numbered'
UNION ALL
SELECT element_of(zipped.value), given.definition, ''
FROM zipped
JOIN given ON given.value = zipped.id AND given.mode = 'iterate' AND given.depth = 1 AND given.place = zipped.position;

-- A function in brackets that is called with the elements: `sorted(x, key=lambda y: …)`, `x.sort(key=lambda y: …)`,
-- `map(lambda y: …, x)`.
CREATE TABLE applied AS
SELECT arguments.value AS function, containers.container
FROM (
    SELECT id, value AS container FROM special_calls WHERE meaning IN ('elements', 'element')
    UNION ALL
    SELECT id, container FROM container_calls WHERE meaning = 'sort'
) AS containers
JOIN arguments ON arguments.call = containers.id
JOIN files ON files.file_no = arguments.call >> 26
JOIN words ON words.language = files.language AND words.word = arguments.name AND words.meaning = 'of_element'
UNION ALL
SELECT function, container FROM applications;

INSERT INTO copies
SELECT element_of(applied.container), min(definitions.definition), ''
FROM applied
JOIN definitions ON definitions.parent = applied.function AND definitions.kind = 'parameter'
GROUP BY applied.function, applied.container
UNION ALL
SELECT CASE meaning WHEN 'map' THEN -function ELSE element_of(container) END, element_of(id), '' FROM applications;

-- What is called unnamed: `with x` x.__enter__(), `for … in x` x.__iter__(), `x[i]` x.__getitem__(), `x()` x.__call__(),
-- `next(x)` x.__next__().
-- Of calls only those whose result is asked for, or that name parameters.
CREATE TABLE implied_calls AS
WITH
iterated AS (
    SELECT value FROM flows WHERE mode = 'iterate' AND value IS NOT NULL
    UNION
    SELECT value FROM special_calls WHERE meaning IN ('elements', 'element', 'numbered')
),
places AS (
    SELECT DISTINCT value AS object, 1 AS number, 'enter' AS meaning, value >> 26 AS file_no
    FROM flows WHERE mode = 'enter' AND value IS NOT NULL
    UNION ALL
    SELECT value, 3, 'iterate', value >> 26 FROM iterated
    UNION ALL
    SELECT DISTINCT head, 5, 'index', file_no FROM subscripts
    UNION ALL
    SELECT head, 7, 'call', file_no
    FROM calls
    WHERE id IN (FROM demanded) OR id IN (SELECT call FROM keywords)
    UNION ALL
    -- What __iter__() gives is asked for the next element.
    SELECT implied(value, 4), 5, 'next', value >> 26 FROM iterated
    UNION ALL
    SELECT DISTINCT value, 11, 'next', value >> 26 FROM special_calls WHERE meaning = 'next_element'
)
SELECT implied(places.object, places.number) AS attribute, implied(places.object, places.number + 1) AS call,
    places.object, words.word AS name
FROM places
JOIN files ON files.file_no = places.file_no
JOIN words ON words.language = files.language AND words.meaning = places.meaning;

INSERT INTO copies
SELECT implied(value, 2), definition, '' FROM given WHERE mode = 'enter' AND depth = 0
UNION ALL
SELECT unnest([element_of(implied(value, 4)), implied(value, 10)]), definition, ''
FROM given
WHERE mode = 'iterate' AND depth = 0
UNION ALL
SELECT sources.key, sinks.key, ''
FROM special_calls,
    unnest([element_of(implied(value, 4)), implied(value, 10)]) AS sources (key),
    unnest([element_of(id), item_of(id)]) AS sinks (key)
WHERE meaning = 'elements'
UNION ALL
SELECT unnest([element_of(implied(value, 4)), implied(value, 10)]), id, '' FROM special_calls WHERE meaning = 'element'
UNION ALL
SELECT unnest([element_of(implied(special_calls.value, 4)), implied(special_calls.value, 10)]), given.definition, ''
FROM special_calls
JOIN given ON given.value = special_calls.id AND given.mode = 'iterate' AND given.depth = 1 AND given.place = 1
WHERE special_calls.meaning = 'numbered'
UNION ALL
SELECT implied(value, 12), id, '' FROM special_calls WHERE meaning = 'next_element'
UNION ALL
SELECT implied(head, 6), id, '' FROM subscripts SEMI JOIN demanded ON demanded.key = subscripts.id
UNION ALL
SELECT implied(head, 8), id, '' FROM calls SEMI JOIN demanded ON demanded.key = calls.id;
