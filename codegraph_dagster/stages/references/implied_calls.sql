-- Methods that are called without being named: `with x` x.__enter__(), `for … in x` x.__iter__(), `next(x)` x.__next__(),
-- `x[i]` x.__getitem__(), `x()` x.__call__().

-- Of calls only those whose result is asked for, or that name parameters.
CREATE TABLE implied_calls AS
WITH
iterated AS (
    SELECT value FROM flows WHERE mode = 'iterate' AND value IS NOT NULL
    UNION
    SELECT value FROM special_calls WHERE meaning IN ('elements', 'element')
    UNION
    SELECT value FROM zipped
),
places AS (
    SELECT DISTINCT value AS object, 1 AS number, 'enter' AS meaning, value >> 26 AS file_no
    FROM (
        SELECT value FROM flows WHERE mode = 'enter' AND value IS NOT NULL
        UNION ALL
        SELECT value FROM special_calls WHERE meaning = 'entered'
    )
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

-- What the next element is: of what x.__iter__() holds, or what its __next__() gives.
CREATE MACRO next_of(value) AS [element_of(implied(value, 4)), implied(value, 10)];

INSERT INTO copies
SELECT implied(value, 2), definition, '' FROM given WHERE mode = 'enter' AND depth = 0
UNION ALL
SELECT implied(value, 2), id, '' FROM special_calls WHERE meaning = 'entered'
UNION ALL
SELECT unnest(next_of(value)), definition, ''
FROM given
WHERE mode = 'iterate' AND depth = 0
UNION ALL
SELECT unnest(next_of(value)), element_of(id), '' FROM special_calls WHERE meaning = 'elements'
UNION ALL
SELECT unnest(next_of(value)), id, '' FROM special_calls WHERE meaning = 'element'
UNION ALL
SELECT unnest(next_of(zipped.value)), given.definition, ''
FROM zipped
JOIN given ON given.value = zipped.id AND given.mode = 'iterate' AND given.depth = 1 AND given.place = zipped.position
UNION ALL
SELECT implied(value, 12), id, '' FROM special_calls WHERE meaning = 'next_element'
UNION ALL
SELECT implied(head, 6), id, '' FROM subscripts SEMI JOIN demanded ON demanded.key = subscripts.id
UNION ALL
SELECT implied(head, 8), id, '' FROM calls SEMI JOIN demanded ON demanded.key = calls.id;
