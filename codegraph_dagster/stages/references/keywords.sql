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
JOIN all_class_members AS class_members
    ON class_members.class = mro.ancestor AND class_members.kind = 'method'
JOIN (SELECT word, CASE meaning WHEN 'constructor' THEN 0 ELSE 1 END AS rank FROM words
    WHERE meaning IN ('constructor', 'allocator')) AS words ON words.word = class_members.name
WHERE mro.class IN (SELECT callee FROM keyword_arguments WHERE shape <> 'function')
GROUP BY mro.class;

CREATE TABLE keyword_targets AS
SELECT keyword_arguments.id, parameters.definition
FROM keyword_arguments
LEFT JOIN constructors ON keyword_arguments.shape <> 'function' AND constructors.class = keyword_arguments.callee
JOIN all_parameters AS parameters
    ON parameters.callee = coalesce(constructors.definition, keyword_arguments.callee)
    AND parameters.name = keyword_arguments.name
UNION
-- Without a constructor of its own, a data class takes its annotated fields.
SELECT keyword_arguments.id, arg_min(class_members.definition, class_members.rank + mro.position)
FROM keyword_arguments
JOIN mro ON mro.class = keyword_arguments.callee
JOIN all_class_members AS class_members
    ON class_members.class = mro.ancestor AND class_members.name = keyword_arguments.name
    AND class_members.kind = 'field' AND class_members.rank = 0 -- annotated
    AND NOT class_members.is_class_variable
WHERE keyword_arguments.shape <> 'function'
    AND keyword_arguments.callee NOT IN (SELECT class FROM constructors)
GROUP BY keyword_arguments.id, keyword_arguments.callee;
