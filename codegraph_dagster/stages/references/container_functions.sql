-- Methods and functions of the language that give what a container holds, or call something with it.

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
