-- A keyword argument names a parameter of what is called: of the function, or of the class's constructor, or a field.
CREATE TABLE keyword_arguments AS
SELECT names.id, names.name, facts.shape, facts.definition AS callee
FROM names
JOIN expressions ON expressions.id = names.head
JOIN facts ON facts.key = expressions.head AND facts.shape IN ('function', 'type')
WHERE names.kind = 'keyword';

-- The constructors of a class, nearest first.
CREATE TABLE constructors AS
SELECT mro.class, arg_min(class_members.definition, mro.position * 10 + words.rank) AS definition
FROM mro
JOIN class_members ON class_members.class = mro.ancestor AND class_members.kind = 'method'
JOIN (SELECT word, CASE meaning WHEN 'constructor' THEN 0 ELSE 1 END AS rank FROM words
    WHERE meaning IN ('constructor', 'allocator')) AS words ON words.word = class_members.name
WHERE mro.class IN (SELECT callee FROM keyword_arguments WHERE shape = 'type')
GROUP BY mro.class;

CREATE TABLE parameters AS
SELECT parent AS callee, name, definition
FROM definitions
WHERE kind = 'parameter' AND NOT list_has_any(modifiers, ['variadic_positional', 'variadic_keyword']);

CREATE TABLE keyword_targets AS
SELECT keyword_arguments.id, parameters.definition
FROM keyword_arguments
LEFT JOIN constructors ON keyword_arguments.shape = 'type' AND constructors.class = keyword_arguments.callee
JOIN parameters
    ON parameters.callee = coalesce(constructors.definition, keyword_arguments.callee)
    AND parameters.name = keyword_arguments.name
UNION
-- Without a constructor of its own, a data class takes its fields.
SELECT keyword_arguments.id, arg_min(class_members.definition, class_members.rank + mro.position)
FROM keyword_arguments
JOIN mro ON mro.class = keyword_arguments.callee
JOIN class_members
    ON class_members.class = mro.ancestor AND class_members.name = keyword_arguments.name AND class_members.kind = 'field'
WHERE keyword_arguments.shape = 'type'
    AND keyword_arguments.callee NOT IN (SELECT class FROM constructors)
GROUP BY keyword_arguments.id, keyword_arguments.callee;
