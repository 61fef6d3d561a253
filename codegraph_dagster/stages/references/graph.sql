-- The graph along which knowledge of values flows. Its nodes are keys: of definitions, of names, of expressions; the
-- negative key of a function stands for what a call of it gives. A fact (key, shape, definition) says what a key can
-- be, by shape:
--   module     the module
--   type       the class itself
--   instance   an instance of the class
--   receiver   an instance of the class or of the subclass that a method is called on
--   own_type   the class of such a receiver
--   function   the function
--   super      the classes after this one in the order of inheritance
--   metatype   `type[C]`: an instance of it is the class
-- What a container gives when it is iterated, indexed or unpacked has keys of its own.

CREATE MACRO element_of(key) AS key + sign(key)::BIGINT * (1::BIGINT << 58);
CREATE MACRO item_of(key) AS key + sign(key)::BIGINT * (1::BIGINT << 59);
CREATE MACRO place_of(key, place) AS key + sign(key)::BIGINT * ((place + 1)::BIGINT << 54); -- of a tuple, 0 to 7
CREATE MACRO is_content(key) AS abs(key) >= (1::BIGINT << 54);
CREATE MACRO container_of(key) AS sign(key)::BIGINT * (abs(key) & ((1::BIGINT << 54) - 1));
-- Calls and attributes that the syntax implies (`with x`: x.__enter__()), under keys that no row of the file has.
CREATE MACRO implied(key, number) AS key + (number::BIGINT << 50);
CREATE MACRO is_implied(key) AS key >= (1::BIGINT << 50);

-- Only names whose value something depends on take part.
CREATE TABLE demanded AS
SELECT head AS key FROM names WHERE kind = 'attribute' AND head IS NOT NULL
UNION
SELECT head FROM expressions WHERE head IS NOT NULL
UNION
SELECT value FROM flows WHERE value IS NOT NULL
UNION
SELECT expression FROM annotations
UNION
SELECT expression FROM bases
UNION
SELECT expression FROM decorators
UNION
SELECT id FROM names WHERE parent IS NOT NULL
UNION
SELECT value FROM arguments
UNION
SELECT type FROM narrowings;

-- turn: '' hands facts on as they are; `instantiate` makes a type its instance (an annotation), `metatype` the type of a
-- type (`type[C]`), `class_of` an instance its class; `type` lets only types through (`C[int]`).
CREATE TYPE shape AS ENUM ('module', 'type', 'instance', 'receiver', 'own_type', 'function', 'super', 'metatype');
CREATE TYPE turn AS ENUM ('', 'instantiate', 'metatype', 'type', 'class_of');
CREATE TABLE copies(source BIGINT, sink BIGINT, turn turn);

INSERT INTO copies
SELECT targets.definition, targets.id, ''
FROM targets
JOIN demanded ON demanded.key = targets.id
WHERE targets.definition IS NOT NULL AND targets.definition <> targets.id;

-- Assigned values.
CREATE TABLE target_definitions AS
SELECT id, coalesce(definition, id) AS definition FROM names WHERE role IN ('definition', 'write');
CREATE TABLE annotated AS
SELECT DISTINCT coalesce(target_definitions.definition, annotations.target) AS definition
FROM annotations
LEFT JOIN target_definitions ON target_definitions.id = annotations.target
-- `x: Final = f()` says nothing of the type.
LEFT JOIN outside ON outside.id = annotations.expression
LEFT JOIN words ON words.word = outside.external AND words.meaning IN ('transparent', 'alias')
WHERE words.word IS NULL;

INSERT INTO copies
SELECT flows.value, target_definitions.definition, ''
FROM flows
JOIN target_definitions ON target_definitions.id = flows.target
WHERE flows.mode IN ('assign', 'default') AND len(flows.unpack) = 0 AND flows.value IS NOT NULL
    AND target_definitions.definition NOT IN (FROM annotated);

-- Caught exceptions are instances of what is caught.
INSERT INTO copies
SELECT flows.value, target_definitions.definition, 'instantiate'
FROM flows
JOIN target_definitions ON target_definitions.id = flows.target
WHERE flows.mode = 'catch' AND flows.value IS NOT NULL;

-- Results.
INSERT INTO copies
SELECT value, -target, '' FROM flows
WHERE mode = 'return' AND value IS NOT NULL AND target NOT IN (SELECT target FROM annotations);

-- A function that is defined again (overloads, branches) gives what any of its definitions gives.
CREATE TABLE siblings AS
SELECT primaries.definition AS primary_definition, others.definition
FROM definitions AS primaries
JOIN definitions AS others
    ON others.scope = primaries.scope AND others.name = primaries.name AND others.definition <> primaries.definition
WHERE primaries.is_primary AND primaries.kind IN ('function', 'method') AND others.kind = primaries.kind
    AND NOT list_has_any(others.modifiers, ['setter', 'deleter']);
INSERT INTO copies SELECT -definition, -primary_definition, '' FROM siblings;

-- Annotations.
INSERT INTO copies
SELECT annotations.expression, target_definitions.definition, 'instantiate'
FROM annotations
JOIN target_definitions ON target_definitions.id = annotations.target
UNION ALL
SELECT annotations.expression, -annotations.target, 'instantiate'
FROM annotations
JOIN definitions ON definitions.definition = annotations.target AND definitions.kind IN ('function', 'method');

-- Parts of composed expressions.
CREATE TABLE parts AS
SELECT id, parent, position FROM names WHERE parent IS NOT NULL
UNION ALL
SELECT id, parent, position FROM expressions WHERE parent IS NOT NULL;

INSERT INTO copies
SELECT parts.id, parts.parent, ''
FROM parts
JOIN expressions ON expressions.id = parts.parent
WHERE expressions.kind IN ('conditional', 'boolean', 'conjunction', 'string', 'binary');

INSERT INTO copies
SELECT head, id, '' FROM expressions WHERE kind = 'await' AND head IS NOT NULL;

-- `Optional[X]` and the like stand for what is between the brackets; `Class[X]` for the class.
CREATE TABLE wrappers AS
SELECT expressions.id, expressions.head, words.meaning
FROM expressions
JOIN outside ON outside.id = expressions.head
JOIN files ON files.file_no = expressions.file_no
JOIN words ON words.language = files.language AND words.word = outside.external
WHERE expressions.kind = 'subscript';

INSERT INTO copies
SELECT parts.id, wrappers.id, CASE WHEN wrappers.meaning = 'class' THEN 'metatype' ELSE '' END
FROM wrappers
JOIN parts ON parts.parent = wrappers.id AND parts.id <> wrappers.head
WHERE wrappers.meaning IN ('transparent', 'class');

INSERT INTO copies
SELECT expressions.head, expressions.id, 'type'
FROM expressions
WHERE kind = 'subscript' AND head IS NOT NULL;

CREATE TABLE calls AS SELECT id, head, file_no FROM expressions WHERE kind = 'call' AND head IS NOT NULL;

-- Functions that give back what they are given, or its class.
CREATE TABLE special_calls AS
SELECT calls.id, arguments.value, words.meaning
FROM calls
JOIN outside ON outside.id = calls.head
JOIN files ON files.file_no = calls.file_no
JOIN words ON words.language = files.language AND words.word = outside.external
JOIN arguments ON arguments.call = calls.id AND arguments.position = 0
WHERE words.meaning IN ('identity', 'class');

INSERT INTO copies
SELECT value, id, CASE meaning WHEN 'class' THEN 'class_of' ELSE '' END FROM special_calls
UNION ALL
SELECT attributes.head, attributes.id, 'class_of'
FROM attributes
JOIN files ON files.file_no = attributes.file_no
JOIN words ON words.language = files.language AND words.word = attributes.name AND words.meaning = 'class_of';

CREATE TABLE class_members AS
SELECT classes.definition AS class, members.name, members.definition, members.kind,
    -- What is declared (a method, a class, an annotated variable) anywhere in the order of the bases comes before
    -- what is only assigned, as type checkers have it.
    CASE WHEN members.kind IN ('method', 'class', 'type_alias') OR members.definition IN (FROM annotated)
        THEN 0 ELSE 1::BIGINT << 32 END AS rank
FROM definitions AS classes
JOIN definitions AS members ON members.scope = classes.inner_scope
WHERE classes.kind = 'class' AND members.is_primary AND members.kind NOT IN ('import', 'type_parameter');

CREATE TABLE properties AS
SELECT definition FROM definitions WHERE kind = 'method' AND list_has_any(modifiers, ['property']);

CREATE TABLE narrowed (id BIGINT, class BIGINT);
-- What is known in the beginning: the seeds of the inference.
CREATE TABLE seeds (key BIGINT, shape shape, definition BIGINT);
-- The facts that say of a key which definition it is itself: those of shape type, own_type and function.
CREATE TABLE facts (key BIGINT, shape shape, definition BIGINT);
CREATE TABLE attribute_targets (id BIGINT, definition BIGINT);
-- A namespace package has no file; what is reached through it may be a module of the repository.
INSERT INTO attribute_targets
SELECT externals.id, min(files.file_no)::BIGINT << 26
FROM externals
JOIN module_names AS files ON files.module = replace(rtrim(externals.external, '/'), '/', '.')
WHERE files.module LIKE '%.%'
GROUP BY externals.id;
INSERT INTO copies SELECT definition, id, '' FROM attribute_targets;
CREATE TABLE mro (class BIGINT, ancestor BIGINT, position BIGINT);

-- In a type, None, builtin and external classes are no facts: they have no members here.
-- Base classes are named through modules and classes alone, so functions wait until the inheritance is known.
INSERT INTO seeds
SELECT definition, CASE kind WHEN 'class' THEN 'type' ELSE 'module' END, definition
FROM definitions
WHERE kind IN ('class', 'module');
INSERT INTO mro SELECT definition, definition, 0 FROM definitions WHERE kind = 'class';
