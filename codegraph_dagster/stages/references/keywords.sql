-- A keyword argument names a parameter of what is called: of the function, or of the class's constructor, or a field.
CREATE TABLE called AS
SELECT keywords.id, keywords.name, callees.head
FROM keywords
JOIN (SELECT id, head FROM calls UNION ALL FROM patterns) AS callees ON callees.id = keywords.call;

CREATE TABLE keyword_arguments AS
SELECT called.id, called.name, facts.shape, facts.definition AS callee
FROM called
JOIN facts ON facts.key = called.head
UNION
-- An object that is called: its class's method for that.
SELECT called.id, called.name, 'function', attribute_targets.definition
FROM called
JOIN attribute_targets ON attribute_targets.id = implied(called.head, 7);

-- The constructors of a class, nearest first.
CREATE TABLE constructors AS
SELECT mro.class, arg_min(class_members.definition, mro.position * 10 + words.rank) AS definition
FROM mro
JOIN class_members ON class_members.class = mro.ancestor AND class_members.kind = 'method'
JOIN (SELECT word, CASE meaning WHEN 'constructor' THEN 0 ELSE 1 END AS rank FROM words
    WHERE meaning IN ('constructor', 'allocator')) AS words ON words.word = class_members.name
WHERE mro.class IN (SELECT callee FROM keyword_arguments WHERE shape <> 'function')
GROUP BY mro.class;

-- `x: ClassVar[…]` is no field of a data class.
CREATE TABLE class_variables AS
SELECT target_definitions.definition
FROM annotations
JOIN target_definitions ON target_definitions.id = annotations.target
LEFT JOIN expressions ON expressions.id = annotations.expression
JOIN outside ON outside.id = coalesce(expressions.head, annotations.expression)
WHERE outside.external IN (SELECT word FROM words WHERE meaning = 'class_variable');

-- A parameter of any definition of the function, of its first one before others.
CREATE TABLE parameters AS
SELECT coalesce(siblings.primary_definition, definitions.parent) AS callee, name,
    min(definitions.definition) AS definition
FROM definitions
LEFT JOIN siblings ON siblings.definition = definitions.parent
WHERE kind = 'parameter' AND NOT list_has_any(modifiers, ['variadic_positional', 'variadic_keyword', 'positional_only'])
GROUP BY ALL;

CREATE TABLE keyword_targets AS
SELECT keyword_arguments.id, parameters.definition
FROM keyword_arguments
LEFT JOIN constructors ON keyword_arguments.shape <> 'function' AND constructors.class = keyword_arguments.callee
JOIN parameters
    ON parameters.callee = coalesce(constructors.definition, keyword_arguments.callee)
    AND parameters.name = keyword_arguments.name
UNION
-- Without a constructor of its own, a data class takes its annotated fields.
SELECT keyword_arguments.id, arg_min(class_members.definition, class_members.rank + mro.position)
FROM keyword_arguments
JOIN mro ON mro.class = keyword_arguments.callee
JOIN class_members
    ON class_members.class = mro.ancestor AND class_members.name = keyword_arguments.name
    AND class_members.kind = 'field' AND class_members.definition IN (FROM annotated)
    AND class_members.definition NOT IN (FROM class_variables)
WHERE keyword_arguments.shape <> 'function'
    AND keyword_arguments.callee NOT IN (SELECT class FROM constructors)
GROUP BY keyword_arguments.id, keyword_arguments.callee;
