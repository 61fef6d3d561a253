-- What `self`, `cls` and `super()` are, and functions: what is known once the inheritance is.
TRUNCATE seeds;

-- `T` in what `def f(self: T) -> T` and `def f(cls: type[T]) -> T` give is the class of the receiver.
CREATE TABLE receiver_types AS
WITH
annotated_receivers AS (
    FROM receivers SEMI JOIN annotations ON annotations.target = receivers.definition
),
-- In brackets too.
named AS (
    SELECT target, expression AS id FROM annotations
    UNION ALL
    SELECT annotations.target, asked_parts.id
    FROM annotations
    JOIN asked_parts ON asked_parts.parent = annotations.expression
),
referring AS (
    SELECT named.target, named.id, referents.definition
    FROM named
    JOIN referents ON referents.id = named.id
    WHERE named.target IN (
        SELECT definition FROM annotated_receivers UNION ALL SELECT method FROM annotated_receivers
    )
)
SELECT DISTINCT results.id, annotated_receivers.class
FROM annotated_receivers
JOIN referring AS own ON own.target = annotated_receivers.definition
JOIN referring AS results ON results.target = annotated_receivers.method AND results.definition = own.definition;

INSERT INTO seeds
SELECT definition AS key, CASE WHEN is_class THEN 'own_type' ELSE 'receiver' END AS shape, class AS definition
FROM receivers
UNION ALL
SELECT definition, 'function', definition FROM definitions WHERE kind IN ('function', 'method', 'lambda')
UNION ALL
SELECT calls.id, 'super', methods.parent
FROM calls
JOIN targets ON targets.id = calls.head AND targets.definition IS NULL
JOIN files ON files.file_no = calls.file_no
JOIN words ON words.language = files.language AND words.word = targets.external AND words.meaning = 'super'
JOIN occurrences ON occurrences.id = calls.head
JOIN definitions AS methods ON methods.definition = occurrences.enclosing AND methods.kind = 'method'
UNION ALL
-- `Self` in an annotation is the class around it.
SELECT outside.id, 'own_type', coalesce(classes.definition, outer_classes.definition)
FROM outside
JOIN words ON words.word = outside.external AND words.meaning = 'self'
JOIN occurrences ON occurrences.id = outside.id
JOIN files ON files.file_no = occurrences.file_no AND files.language = words.language
LEFT JOIN definitions AS around ON around.definition = occurrences.enclosing
LEFT JOIN definitions AS classes ON classes.definition = around.definition AND classes.kind = 'class'
LEFT JOIN definitions AS outer_classes ON outer_classes.definition = around.parent AND outer_classes.kind = 'class'
WHERE coalesce(classes.definition, outer_classes.definition) IS NOT NULL
UNION ALL
SELECT id, 'own_type', class FROM receiver_types
UNION ALL
-- A type variable stands for what it is bound to.
SELECT type_variables.id, 'type', facts.definition
FROM type_variables
JOIN facts ON facts.key = type_variables.type AND facts.shape = 'type'
UNION ALL
-- The members of an enumeration are its instances, and so is what it holds.
SELECT unnest([class_members.definition, element_of(class_members.class)]), 'instance',
    class_members.class
FROM class_members
WHERE class_members.kind = 'field' AND class_members.definition NOT IN (FROM annotated)
    AND class_members.class IN (
        SELECT mro.class
        FROM mro
        JOIN all_definitions AS ancestors
            ON ancestors.definition = mro.ancestor AND list_contains(ancestors.modifiers, 'enum')
    );
