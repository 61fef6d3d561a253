-- Classes with type parameters: `class C(Generic[T])`, `class C[T]`, `class D(C[T])`. What the arguments of a type are, in
-- `C[X, Y]`, is known of its objects as if they were tuples: under place_of(key, argument).

CREATE TABLE type_arguments AS
SELECT generic_types.id, asked_parts.id AS part,
    row_number() OVER (PARTITION BY generic_types.id ORDER BY asked_parts.id) - 1 AS argument
FROM generic_types
JOIN asked_parts ON asked_parts.parent = generic_types.id AND asked_parts.id <> generic_types.head
QUALIFY argument < 8;

INSERT INTO copies
SELECT part, place_of(id, argument), '' FROM type_arguments
UNION ALL
-- `C[X]()`; in `x[y]()` the argument is no type, and so gives nothing.
SELECT place_of(calls.head, argument), place_of(calls.id, argument), 'instantiate'
FROM calls
JOIN type_arguments ON type_arguments.id = calls.head
UNION ALL
SELECT place_of(bases.expression, argument), place_of(bases.definition, argument), ''
FROM bases
JOIN type_arguments ON type_arguments.id = bases.expression
UNION ALL
SELECT place_of(receivers.class, argument), place_of(receivers.definition, argument), 'instantiate'
FROM receivers
JOIN bases ON bases.definition = receivers.class
JOIN type_arguments ON type_arguments.id = bases.expression;

-- The parameters of classes, in their order: as they are named in `Generic[…]`, else in the bases.
CREATE TABLE type_parameters AS
WITH
named AS (
    SELECT bases.definition AS class, asked_parts.id AS part, true AS is_declared
    FROM bases
    JOIN wrappers ON wrappers.id = bases.expression AND wrappers.meaning = 'generic'
    JOIN asked_parts ON asked_parts.parent = wrappers.id AND asked_parts.id <> wrappers.head
    UNION ALL
    SELECT bases.definition, type_arguments.part, false
    FROM bases
    JOIN type_arguments ON type_arguments.id = bases.expression
),
parameters AS (
    SELECT named.class, referents.definition AS parameter, min(named.part) AS part
    FROM named
    LEFT JOIN referents ON referents.id = named.part
    LEFT JOIN all_definitions AS variables
        ON variables.definition = referents.definition AND variables.kind = 'variable'
    -- Of the arguments of a base those that are no class.
    WHERE named.is_declared OR variables.definition IS NOT NULL
    GROUP BY named.class, referents.definition, CASE WHEN referents.definition IS NULL THEN named.part END
    -- Where there is a `Generic[…]`, those that it does not name are none.
    QUALIFY bool_or(named.is_declared) OR NOT bool_or(bool_or(named.is_declared)) OVER (PARTITION BY named.class)
)
SELECT class, parameter, row_number() OVER (PARTITION BY class ORDER BY part) - 1 AS argument FROM parameters
UNION ALL
SELECT parent, definition, row_number() OVER (PARTITION BY parent ORDER BY definition) - 1
FROM definitions
WHERE kind = 'type_parameter';

-- Members whose type is made of parameters of their class, and methods that give such a type: of which (`argument`), and
-- what that is of the type: 0 the whole, else as content_of has it (`list[T]`: 1).
CREATE TABLE member_arguments AS
WITH
typed AS (
    SELECT coalesce(target_definitions.definition, annotations.target) AS definition, annotations.expression AS type
    FROM annotations
    LEFT JOIN target_definitions ON target_definitions.id = annotations.target
),
named AS (
    SELECT definition, type AS part, 0 AS way FROM typed
    UNION ALL
    SELECT typed.definition, asked_parts.id, 0
    FROM typed
    JOIN asked_parts ON asked_parts.parent = typed.type
    LEFT JOIN wrappers ON wrappers.id = typed.type
    WHERE asked_parts.kind = 'binary' OR wrappers.meaning = 'transparent'
    UNION ALL
    -- An element is 1; of a mapping the value, which comes second, is 2, and the key 3.
    SELECT typed.definition, contents.part, CASE WHEN contents.meaning <> 'mapping' THEN 1 ELSE 4 - contents.position END
    FROM typed
    JOIN contents ON contents.id = typed.type
    WHERE contents.position = 1 AND (contents.meaning <> 'sequence' OR contents.size = 1)
        OR contents.position = 2 AND contents.meaning = 'mapping'
)
SELECT members.definition, list_sort(list_distinct(list({'argument': type_parameters.argument, 'way': named.way}))) AS arguments
FROM named
JOIN referents ON referents.id = named.part
JOIN definitions AS members ON members.definition = named.definition
JOIN definitions AS classes ON classes.inner_scope = members.scope AND classes.kind = 'class'
JOIN type_parameters
    ON type_parameters.class = classes.definition AND type_parameters.parameter = referents.definition
    AND type_parameters.argument < 8
GROUP BY members.definition;
