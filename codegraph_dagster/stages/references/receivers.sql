-- What `self`, `cls` and `super()` are, and functions: what is known once the inheritance is.
TRUNCATE seeds;

-- The names that annotations consist of, in brackets too, and what they refer to.
CREATE TABLE annotated_names AS
SELECT annotations.target, referents.id, referents.definition
FROM annotations
JOIN referents ON referents.id = annotations.expression
UNION ALL
SELECT annotations.target, referents.id, referents.definition
FROM annotations
JOIN asked_parts ON asked_parts.parent = annotations.expression
JOIN referents ON referents.id = asked_parts.id;

-- `T` in what `def f(self: T) -> T` and `def f(cls: type[T]) -> T` give is the class of the receiver.
CREATE TABLE receiver_types AS
SELECT DISTINCT results.id, methods.parent AS class
FROM annotated_names AS results
JOIN definitions AS methods ON methods.definition = results.target AND methods.kind = 'method'
JOIN definitions AS parameters
    ON parameters.parent = methods.definition AND list_contains(parameters.modifiers, 'receiver')
JOIN annotated_names AS receivers
    ON receivers.target = parameters.definition AND receivers.definition = results.definition;

INSERT INTO seeds
SELECT parameters.definition AS key,
    CASE WHEN list_contains(methods.modifiers, 'class') THEN 'own_type' ELSE 'receiver' END AS shape,
    methods.parent AS definition
FROM definitions AS parameters
JOIN definitions AS methods ON methods.definition = parameters.parent
WHERE list_contains(parameters.modifiers, 'receiver')
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
SELECT unnest([class_members.definition, element_of(class_members.class), item_of(class_members.class)]), 'instance',
    class_members.class
FROM class_members
WHERE class_members.kind = 'field' AND class_members.definition NOT IN (FROM annotated)
    AND class_members.class IN (
        SELECT mro.class
        FROM mro
        JOIN all_definitions AS ancestors
            ON ancestors.definition = mro.ancestor AND list_contains(ancestors.modifiers, 'enum')
    );
