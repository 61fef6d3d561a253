-- Which expressions take part in the inference.

CREATE TABLE calls AS SELECT id, head, file_no FROM expressions WHERE kind = 'call' AND head IS NOT NULL;
CREATE TABLE subscripts AS
SELECT id, head, "index", file_no FROM expressions WHERE kind = 'subscript' AND head IS NOT NULL;
CREATE TABLE awaits AS SELECT id, head FROM expressions WHERE kind = 'await' AND head IS NOT NULL;
-- `case C(x=1)`
CREATE TABLE patterns AS SELECT id, head FROM expressions WHERE kind = 'pattern' AND head IS NOT NULL;

-- `Optional[X]` and the like stand for what is between the brackets; `Class[X]` for the class.
CREATE TABLE wrappers AS
SELECT subscripts.id, subscripts.head, words.meaning
FROM subscripts
JOIN outside ON outside.id = subscripts.head
JOIN files ON files.file_no = subscripts.file_no
JOIN words ON words.language = files.language AND words.word = outside.external;

-- Calls of what the language, or its library, has, and what that means.
CREATE TABLE meaningful_calls AS
SELECT calls.id, words.language, words.meaning
FROM calls
JOIN outside ON outside.id = calls.head
JOIN files ON files.file_no = calls.file_no
JOIN words ON words.language = files.language AND words.word = outside.external;
CREATE TABLE plain_arguments AS
SELECT arguments.* EXCLUDE (name) FROM arguments SEMI JOIN meaningful_calls ON id = call WHERE name IS NULL;

-- Functions that give back what they are given, its class, or an instance of it, go through it, or hold it.
CREATE TABLE special_calls AS
SELECT meaningful_calls.id, plain_arguments.value, meaningful_calls.meaning
FROM meaningful_calls
JOIN plain_arguments ON plain_arguments.call = meaningful_calls.id AND plain_arguments.position = 0
WHERE meaningful_calls.meaning IN (
    'identity', 'class', 'cast', 'elements', 'element', 'next_element', 'flattened', 'held', 'raises'
)
UNION ALL
-- So do methods, by their name.
SELECT calls.id, arguments.value, words.meaning
FROM attributes
JOIN files ON files.file_no = attributes.file_no
JOIN words
    ON words.language = files.language AND words.word = '.' || attributes.name AND words.meaning IN ('raises', 'entered')
JOIN calls ON calls.head = attributes.id
JOIN arguments ON arguments.call = calls.id AND arguments.position = 0 AND arguments.name IS NULL
UNION ALL
-- `C.__new__(D)` makes an instance of D.
SELECT calls.id, arguments.value, 'cast'
FROM attributes
JOIN files ON files.file_no = attributes.file_no
JOIN words ON words.language = files.language AND words.word = attributes.name AND words.meaning = 'allocator'
JOIN calls ON calls.head = attributes.id
JOIN arguments ON arguments.call = calls.id AND arguments.position = 0 AND arguments.name IS NULL;

-- `map(f, x)` and `filter(f, x)`
CREATE TABLE applications AS
SELECT meaningful_calls.id, functions.value AS function, containers.value AS container, meaningful_calls.meaning
FROM meaningful_calls
JOIN plain_arguments AS functions ON functions.call = meaningful_calls.id AND functions.position = 0
JOIN plain_arguments AS containers ON containers.call = meaningful_calls.id AND containers.position = 1
WHERE meaningful_calls.meaning IN ('map', 'filter');

-- `zip(x, y)`; `enumerate(x)` is `zip(numbers, x)`.
CREATE TABLE zipped AS
SELECT meaningful_calls.id, plain_arguments.position + (meaningful_calls.meaning = 'numbered')::INTEGER AS position,
    plain_arguments.value
FROM meaningful_calls
JOIN plain_arguments ON plain_arguments.call = meaningful_calls.id
WHERE meaningful_calls.meaning = 'zipped' OR meaningful_calls.meaning = 'numbered' AND plain_arguments.position = 0;

-- `await gather(x, y)` is `(x, y)`.
CREATE TABLE gathered AS
SELECT meaningful_calls.id, plain_arguments.position, plain_arguments.value
FROM meaningful_calls
JOIN plain_arguments ON plain_arguments.call = meaningful_calls.id
WHERE meaningful_calls.meaning = 'gathered';

-- `T = TypeVar("T", bound=C)`
CREATE TABLE type_variables AS
SELECT meaningful_calls.id, arguments.value AS type
FROM meaningful_calls
JOIN arguments ON arguments.call = meaningful_calls.id
JOIN words
    ON words.language = meaningful_calls.language AND words.word = arguments.name AND words.meaning = 'type_bound'
WHERE meaningful_calls.meaning = 'type_variable';

-- Types with arguments, of classes that are not the language's: `C[X]`. Elsewhere `x[y]` is a look-up.
CREATE TABLE generic_types AS
WITH RECURSIVE types(id) AS (
    SELECT expression FROM annotations
    UNION
    SELECT expression FROM bases
    UNION
    SELECT inner_types.id FROM types JOIN expressions AS inner_types ON inner_types.parent = types.id
),
-- `C[X]()`
called AS (SELECT head AS id FROM calls)
SELECT id, head
FROM subscripts
SEMI JOIN (FROM types UNION ALL FROM called) USING (id)
ANTI JOIN wrappers USING (id);

-- The parts of composed expressions whose value comes from them.
CREATE TYPE composition AS ENUM (
    'conditional', 'boolean', 'conjunction', 'string', 'binary', 'list', 'set', 'tuple', 'dict', 'comprehension', 'wrapper',
    'generic'
);
CREATE TABLE parts AS
WITH composed AS (
    SELECT id, kind::composition AS kind
    FROM expressions
    WHERE kind IN (
        'conditional', 'boolean', 'conjunction', 'string', 'binary', 'list', 'set', 'tuple', 'dict', 'comprehension'
    )
    UNION ALL
    SELECT DISTINCT id, 'wrapper'::composition FROM wrappers
    UNION ALL
    SELECT id, 'generic' FROM generic_types
)
SELECT all_parts.id, all_parts.parent, all_parts.position, composed.kind
FROM (
    SELECT id, parent, position FROM names WHERE parent IS NOT NULL
    UNION ALL
    SELECT id, parent, position FROM expressions WHERE parent IS NOT NULL
) AS all_parts
JOIN composed ON composed.id = all_parts.parent
-- Nobody asks for the keys of a dict.
WHERE composed.kind <> 'dict' OR all_parts.position IS NOT NULL;

-- Only expressions whose value something depends on take part: those that are looked into, called or bound to a name,
-- and their parts.
CREATE TABLE demanded AS
WITH RECURSIVE demand(key) AS (
    SELECT head FROM attributes
    UNION ALL
    SELECT head FROM calls
    UNION ALL
    SELECT head FROM subscripts
    UNION ALL
    SELECT head FROM awaits
    UNION ALL
    SELECT head FROM patterns
    UNION ALL
    SELECT value FROM flows WHERE value IS NOT NULL
    UNION ALL
    SELECT expression FROM annotations
    UNION ALL
    SELECT expression FROM bases
    UNION ALL
    SELECT type FROM narrowings
    UNION ALL
    SELECT type FROM type_variables
    UNION ALL
    SELECT container FROM applications
    UNION ALL
    SELECT value FROM zipped
    UNION ALL
    SELECT value FROM gathered
    UNION ALL
    SELECT value FROM special_calls WHERE value IS NOT NULL
),
wanted AS (
    FROM demand
    UNION ALL
    SELECT parts.id FROM wanted JOIN parts ON parts.parent = wanted.key
)
FROM wanted;

-- Of composed expressions only those that are asked for.
CREATE TABLE asked_parts AS
FROM parts
SEMI JOIN demanded ON demanded.key = parts.parent;
