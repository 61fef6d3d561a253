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
