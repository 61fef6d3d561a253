-- Names of which the computed files say something else than in the last run, where they are looked up in a class, or
-- among the parameters of a function. Classes and functions that are new were in no answer.
INSERT INTO changed_names
WITH
members_before AS (
    SELECT coalesce(classes.now, members.class), members.name,
        key_now(members.definition, renumbered.before, renumbered.now),
        members.kind, members.rank, members.is_property, members.is_class_variable
    FROM work.known.class_members AS members
    LEFT JOIN renumbered AS classes ON classes.before = members.class
    LEFT JOIN renumbered ON renumbered.before = members.definition
    WHERE is_computed(file_of(members.class)) AND (classes.before IS NULL OR classes.now IS NOT NULL)
),
members_now AS (
    FROM class_members WHERE NOT is_new(class)
),
parameters_before AS (
    SELECT coalesce(callees.now, parameters.callee), parameters.name,
        key_now(parameters.definition, renumbered.before, renumbered.now)
    FROM work.known.parameters AS parameters
    LEFT JOIN renumbered AS callees ON callees.before = parameters.callee
    LEFT JOIN renumbered ON renumbered.before = parameters.definition
    WHERE is_computed(file_of(parameters.callee)) AND (callees.before IS NULL OR callees.now IS NOT NULL)
),
parameters_now AS (
    FROM parameters WHERE NOT is_new(callee)
)
SELECT name FROM (FROM members_before EXCEPT FROM members_now)
UNION
SELECT name FROM (FROM members_now EXCEPT FROM members_before)
UNION
SELECT name FROM (FROM parameters_before EXCEPT FROM parameters_now)
UNION
SELECT name FROM (FROM parameters_now EXCEPT FROM parameters_before);
