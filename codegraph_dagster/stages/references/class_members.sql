-- What is found in classes by its name.

-- `x: ClassVar[…]` is no field of a data class.
CREATE TABLE class_variables AS
SELECT target_definitions.definition
FROM annotations
JOIN target_definitions ON target_definitions.id = annotations.target
LEFT JOIN expressions ON expressions.id = annotations.expression
JOIN outside ON outside.id = coalesce(expressions.head, annotations.expression)
WHERE outside.external IN (SELECT word FROM words WHERE meaning = 'class_variable');

CREATE TABLE class_members AS
SELECT classes.definition AS class, members.name, members.definition, members.kind,
    -- What is declared (a method, a class, an annotated variable) anywhere in the order of the bases comes before
    -- what is only assigned, as type checkers have it.
    CASE WHEN members.kind IN ('method', 'class', 'type_alias') OR members.definition IN (FROM annotated)
        THEN 0 ELSE 1::BIGINT << 32 END AS rank,
    members.kind = 'method' AND list_has_any(members.modifiers, ['property']) AS is_property,
    members.definition IN (FROM class_variables) AS is_class_variable,
    member_arguments.arguments
FROM definitions AS classes
JOIN definitions AS members ON members.scope = classes.inner_scope
LEFT JOIN member_arguments ON member_arguments.definition = members.definition
WHERE classes.kind = 'class' AND members.is_primary AND members.kind NOT IN ('import', 'type_parameter');
CREATE VIEW all_class_members AS
FROM class_members
UNION ALL
SELECT * FROM work.known.class_members WHERE is_other(class);
