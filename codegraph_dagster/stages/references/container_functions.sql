-- Methods and functions of the language that give what a container holds, or call something with it.

-- Methods of the language's own containers, by name: they count only for keys of which contents are known.
CREATE TABLE container_calls AS
SELECT calls.id, attributes.head AS container, words.meaning
FROM calls
JOIN attributes ON attributes.id = calls.head
JOIN files ON files.file_no = calls.file_no
JOIN words ON words.language = files.language AND words.word = '.' || attributes.name;

INSERT INTO copies
SELECT value_of(container), element_of(id), '' FROM container_calls WHERE meaning = 'values'
UNION ALL
SELECT unnest(indexed_of(container)), id, '' FROM container_calls WHERE meaning = 'item'
UNION ALL
SELECT unnest([key_of(container), value_of(container)]), unnest([place_of(element_of(id), 0), place_of(element_of(id), 1)]), ''
FROM container_calls
WHERE meaning = 'pairs'
UNION ALL
SELECT key_of(container), element_of(id), '' FROM container_calls WHERE meaning = 'keys'
UNION ALL
SELECT content_of(container, way), content_of(id, way), ''
FROM container_calls, range(1, 4) AS ways (way)
WHERE meaning = 'same';

-- Functions that go through what they are given: `sorted(x)` has the elements of x, `next(x)` is one of them.
INSERT INTO copies
SELECT unnest(iterated_of(value)), element_of(id), '' FROM special_calls WHERE meaning = 'elements'
UNION ALL
SELECT unnest(iterated_of(value)), id, '' FROM special_calls WHERE meaning IN ('element', 'next_element')
UNION ALL
SELECT unnest(iterated_of(value)), place_of(element_of(id), position), '' FROM zipped WHERE position < 8
UNION ALL
SELECT element_of(element_of(value)), element_of(id), '' FROM special_calls WHERE meaning = 'flattened'
UNION ALL
SELECT value, unnest([element_of(id), place_of(id, position)]), '' FROM gathered WHERE position < 8;

-- Context managers: `with closing(x)` gives x, and `stack.enter_context(x)` what `with x` gives.
INSERT INTO copies
SELECT value, element_of(id), '' FROM special_calls WHERE meaning = 'held'
UNION ALL
SELECT element_of(value), id, '' FROM special_calls WHERE meaning = 'entered';

-- `with x.assertRaises(E) as c: …` leaves an E in `c.exception`.
INSERT INTO copies
SELECT unnest([value, element_of(value)]), raised_of(id), 'instantiate' FROM special_calls WHERE meaning = 'raises'
UNION ALL
SELECT raised_of(given.value), raised_of(given.definition), ''
FROM given
SEMI JOIN special_calls ON special_calls.id = given.value AND special_calls.meaning = 'raises'
WHERE given.mode = 'enter' AND given.depth = 0
UNION ALL
SELECT raised_of(attributes.head), attributes.id, ''
FROM attributes
JOIN files ON files.file_no = attributes.file_no
JOIN words ON words.language = files.language AND words.word = '.' || attributes.name AND words.meaning = 'raised';

-- A loop over such pairs goes directly to what they are made of, and so a step further inside.
CREATE TABLE unpacked_pairs AS
SELECT pairs.content, unpacked.definition, unpacked.depth, unpacked."inner"
FROM (
    SELECT id, unnest([0, 1]) AS position, unnest([key_of(container), value_of(container)]) AS content
    FROM container_calls
    WHERE meaning = 'pairs'
    UNION ALL
    SELECT id, position, unnest(iterated_of(value)) FROM zipped
) AS pairs
JOIN unpacked ON unpacked.value = pairs.id AND unpacked.mode = 'iterate' AND unpacked.place = pairs.position;
INSERT INTO copies
SELECT CASE depth WHEN 1 THEN content ELSE place_of(content, "inner") END, definition, '' FROM unpacked_pairs;

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
SELECT unnest(iterated_of(container)), definition, ''
FROM (
    SELECT applied.container, min(definitions.definition) AS definition
    FROM applied
    JOIN definitions ON definitions.parent = applied.function AND definitions.kind = 'parameter'
    GROUP BY applied.function, applied.container
)
UNION ALL
SELECT -function, element_of(id), '' FROM applications WHERE meaning = 'map'
UNION ALL
SELECT unnest(iterated_of(container)), element_of(id), '' FROM applications WHERE meaning = 'filter';
