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
-- What a container gives when it is iterated, indexed or unpacked has keys of its own; so has what that gives in turn,
-- but no more: what is further inside is not known.

CREATE MACRO is_content(key) AS abs(key) >= (1::BIGINT << 54);
CREATE MACRO content_of(key, way) AS
    key + sign(key)::BIGINT * (way::BIGINT << CASE WHEN is_content(key) THEN 58 ELSE 54 END);
CREATE MACRO element_of(key) AS content_of(key, 1); -- of what is iterated and, if at all, indexed to the same
CREATE MACRO value_of(key) AS content_of(key, 2); -- of a mapping
CREATE MACRO key_of(key) AS content_of(key, 3); -- of a mapping
CREATE MACRO place_of(key, place) AS content_of(key, place + 4); -- of a tuple, 0 to 7
CREATE MACRO raised_of(key) AS content_of(key, 12); -- of what expects an exception: the one that came
CREATE MACRO iterated_of(key) AS [element_of(key), key_of(key)]; -- what the key may give when it is iterated
CREATE MACRO indexed_of(key) AS [element_of(key), value_of(key)]; -- when it is indexed
CREATE MACRO container_of(key) AS sign(key)::BIGINT * (abs(key) & ((1::BIGINT << 54) - 1));
-- Calls and attributes that the syntax implies (`with x`: x.__enter__()), under keys that no row of the file has.
CREATE MACRO implied(key, number) AS key + (number::BIGINT << 50);
CREATE MACRO is_implied(key) AS key >= (1::BIGINT << 50);

-- turn: '' hands facts on as they are; `instantiate` makes a type its instance (an annotation), `metatype` the type of a
-- type (`type[C]`), `class_of` an instance its class; `type` lets only types through (`C[int]`).
CREATE TYPE shape AS ENUM ('module', 'type', 'instance', 'receiver', 'own_type', 'function', 'super', 'metatype');
CREATE TYPE turn AS ENUM ('', 'instantiate', 'metatype', 'type', 'class_of');
CREATE TABLE copies(source BIGINT, sink BIGINT, turn turn);

-- Names.
INSERT INTO copies
SELECT definition, id, ''
FROM referents
SEMI JOIN demanded ON demanded.key = referents.id
WHERE definition <> id;

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

-- What comes to a name: `depth` is how often it is unpacked on the way, `place` the position that is taken first, `inner`
-- the one in that.
CREATE TABLE given AS
SELECT flows.value, flows.mode, len(flows.unpack) AS depth, flows.unpack[1] AS place, flows.unpack[2] AS "inner",
    target_definitions.definition,
    target_definitions.definition IN (FROM annotated) AS is_annotated
FROM flows
JOIN target_definitions ON target_definitions.id = flows.target
WHERE flows.value IS NOT NULL;

INSERT INTO copies
SELECT value, definition, '' FROM given WHERE mode IN ('assign', 'default') AND depth = 0 AND NOT is_annotated
UNION ALL
-- Caught exceptions are instances of what is caught.
SELECT value, definition, 'instantiate' FROM given WHERE mode = 'catch';

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
    AND others.kind = primaries.kind
WHERE primaries.is_primary AND primaries.kind IN ('function', 'method') AND others.kind IN ('function', 'method')
    AND NOT list_has_any(others.modifiers, ['setter', 'deleter']);
INSERT INTO copies SELECT -definition, -primary_definition, '' FROM siblings;

-- A parameter of any definition of the function, of its first one before others.
CREATE TABLE parameters AS
SELECT coalesce(siblings.primary_definition, definitions.parent) AS callee, name,
    min(definitions.definition) AS definition
FROM definitions
LEFT JOIN siblings ON siblings.definition = definitions.parent
WHERE kind = 'parameter' AND NOT list_has_any(modifiers, ['variadic_positional', 'variadic_keyword', 'positional_only'])
GROUP BY ALL;
CREATE VIEW all_parameters AS
FROM parameters
UNION ALL
SELECT * FROM work.known.parameters WHERE is_other(callee);

-- `self` and `cls`
CREATE TABLE receivers AS
SELECT parameters.definition, methods.definition AS method, methods.parent AS class,
    list_contains(methods.modifiers, 'class') AS is_class
FROM definitions AS parameters
JOIN definitions AS methods ON methods.definition = parameters.parent
WHERE parameters.kind = 'parameter' AND list_contains(parameters.modifiers, 'receiver');

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
INSERT INTO copies
SELECT id, parent, '' FROM asked_parts WHERE kind IN ('conditional', 'boolean', 'conjunction', 'string', 'binary')
UNION ALL
SELECT asked_parts.id, wrappers.id, CASE WHEN wrappers.meaning = 'class' THEN 'metatype' ELSE '' END
FROM asked_parts
JOIN wrappers ON wrappers.id = asked_parts.parent AND wrappers.head <> asked_parts.id
WHERE asked_parts.kind = 'wrapper' AND wrappers.meaning IN ('transparent', 'class')
UNION ALL
SELECT head, id, 'type' FROM subscripts
UNION ALL
SELECT head, id, '' FROM awaits
UNION ALL
SELECT element_of(head), id, '' FROM awaits; -- of a future

-- `type(x)` and `x.__class__`
CREATE TABLE classes_of AS
SELECT value AS object, id FROM special_calls WHERE meaning = 'class'
UNION ALL
SELECT attributes.head, attributes.id
FROM attributes
JOIN files ON files.file_no = attributes.file_no
JOIN words ON words.language = files.language AND words.word = attributes.name AND words.meaning = 'class_of';

INSERT INTO copies
SELECT object, id, 'class_of' FROM classes_of
UNION ALL
SELECT value, id, CASE meaning WHEN 'cast' THEN 'instantiate' ELSE '' END
FROM special_calls
WHERE meaning IN ('identity', 'cast');

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
INSERT INTO mro SELECT definition, definition, 0 FROM all_definitions WHERE kind = 'class';
