-- Parameters without an annotation, and those of the same name of the method that theirs overrides: the nearest one.
WITH overridden AS (
    SELECT members.definition, arg_min(of_ancestor.definition, mro.position) AS base
    FROM class_members AS members
    JOIN mro ON mro.class = members.class AND mro.position > 0
    JOIN all_class_members AS of_ancestor
        ON of_ancestor.class = mro.ancestor AND of_ancestor.name = members.name AND of_ancestor.kind = 'method'
    WHERE members.kind = 'method'
    GROUP BY members.definition
)
SELECT of_base.definition AS source, parameters.definition AS sink
FROM overridden
JOIN parameters ON parameters.callee = overridden.definition
JOIN all_parameters AS of_base ON of_base.callee = overridden.base AND of_base.name = parameters.name
WHERE parameters.definition NOT IN (SELECT definition FROM annotated UNION ALL SELECT definition FROM receivers);
