-- What containers hold: annotations (`list[X]`), displays (`[X()]`), comprehensions, generators; and where it goes: loops,
-- subscripts, unpacking.

-- `list[X]` is iterated and indexed to X; `dict[K, V]` is iterated to K and indexed to V.
CREATE TABLE contents AS
SELECT wrappers.id, wrappers.meaning, asked_parts.id AS part,
    row_number() OVER (PARTITION BY wrappers.id ORDER BY asked_parts.id) AS position,
    count(*) OVER (PARTITION BY wrappers.id) AS size
FROM asked_parts
JOIN wrappers ON wrappers.id = asked_parts.parent AND wrappers.head <> asked_parts.id
WHERE asked_parts.kind = 'wrapper' AND wrappers.meaning IN ('sequence', 'mapping', 'iterator');

INSERT INTO copies
SELECT part, element_of(id), ''
FROM contents
WHERE meaning = 'sequence' AND size = 1 OR meaning = 'iterator' AND position = 1
UNION ALL
SELECT part, CASE position WHEN 1 THEN key_of(id) ELSE value_of(id) END, ''
FROM contents
WHERE meaning = 'mapping' AND position <= 2;

-- So does what is derived from one: `class C(dict[str, X])`, `class D(C)`. The ways 1 to 3 are those of elements, values
-- and keys.
INSERT INTO copies
SELECT content_of(expression, way), content_of(definition, way), ''
FROM bases, range(1, 4) AS ways (way)
WHERE expression <> definition
UNION ALL
SELECT content_of(class, way), content_of(definition, way), 'instantiate'
FROM receivers, range(1, 4) AS ways (way)
WHERE class IN (SELECT bases.definition FROM bases JOIN contents ON contents.id = bases.expression);

-- `tuple[X, Y]` and `(X(), Y())` are unpacked by place.
CREATE TABLE unpacked AS
FROM given
WHERE place BETWEEN 0 AND 7 AND (depth = 1 OR depth = 2 AND "inner" BETWEEN 0 AND 7) AND NOT is_annotated;
INSERT INTO copies
SELECT part, place_of(id, position - 1), '' FROM contents WHERE meaning = 'sequence' AND size > 1 AND position <= 8
UNION ALL
SELECT id, place_of(parent, position), '' FROM asked_parts WHERE kind = 'tuple' AND position < 8
UNION ALL
SELECT place_of(value, place), definition, '' FROM unpacked WHERE mode = 'assign' AND depth = 1
UNION ALL
SELECT place_of(place_of(value, place), "inner"), definition, '' FROM unpacked WHERE mode = 'assign' AND depth = 2
UNION ALL
SELECT unnest([place_of(element_of(value), place), place_of(key_of(value), place)]), definition, ''
FROM unpacked
WHERE mode = 'iterate' AND depth = 1;

INSERT INTO copies
SELECT id, element_of(parent), '' FROM asked_parts WHERE kind IN ('list', 'set', 'tuple')
UNION ALL
-- A comprehension holds what stands before its first `for`: of a dict the key, and the value.
SELECT min(id), CASE WHEN count(position) = 0 THEN element_of(parent) ELSE key_of(parent) END, ''
FROM asked_parts
WHERE kind = 'comprehension'
GROUP BY parent
UNION ALL
SELECT min(id), value_of(parent), ''
FROM asked_parts
WHERE kind = 'comprehension' AND position IS NOT NULL
GROUP BY parent
UNION ALL
SELECT id, value_of(parent), '' FROM asked_parts WHERE kind = 'dict';

CREATE TABLE slices AS SELECT DISTINCT parent AS id FROM expressions WHERE kind = 'slice' AND parent IS NOT NULL;
INSERT INTO copies
SELECT unnest(indexed_of(head)), id, '' FROM subscripts WHERE id NOT IN (SELECT id FROM slices)
UNION ALL
SELECT head, id, '' FROM subscripts WHERE id IN (SELECT id FROM slices)
UNION ALL
-- `x[0]` of a tuple whose places are known.
SELECT place_of(head, "index"), id, '' FROM subscripts WHERE "index" < 8;

INSERT INTO copies
SELECT unnest(iterated_of(value)), definition, '' FROM given WHERE mode = 'iterate' AND depth = 0 AND NOT is_annotated
UNION ALL
SELECT flows.value, element_of(-flows.target), ''
FROM flows
WHERE flows.mode = 'yield' AND flows.value IS NOT NULL AND flows.target NOT IN (SELECT target FROM annotations)
UNION ALL
-- `with f() as x` of a generator made a context manager.
SELECT element_of(value), definition, '' FROM given WHERE mode = 'enter' AND depth = 0;
