-- Names of which the computed files say something else than in the last run, where they are looked up in a class, or
-- among the parameters of a function. Classes and functions that are new were in no answer.
CREATE TABLE changed_members AS
WITH
before AS (
    SELECT coalesce(classes.now, members.class) AS class, members.name,
        key_now(members.definition, renumbered.before, renumbered.now) AS definition,
        members.kind, members.rank, members.is_property, members.is_class_variable, members.arguments
    FROM work.known.class_members AS members
    LEFT JOIN renumbered AS classes ON classes.before = members.class
    LEFT JOIN renumbered ON renumbered.before = members.definition
    WHERE is_computed(file_of(members.class)) AND (classes.before IS NULL OR classes.now IS NOT NULL)
),
now AS (
    FROM class_members WHERE NOT is_new(class)
)
(FROM before EXCEPT FROM now) UNION ALL (FROM now EXCEPT FROM before);

CREATE TABLE changed_parameters AS
WITH
before AS (
    SELECT coalesce(callees.now, parameters.callee) AS callee, parameters.name,
        key_now(parameters.definition, renumbered.before, renumbered.now) AS definition
    FROM work.known.parameters AS parameters
    LEFT JOIN renumbered AS callees ON callees.before = parameters.callee
    LEFT JOIN renumbered ON renumbered.before = parameters.definition
    WHERE is_computed(file_of(parameters.callee)) AND (callees.before IS NULL OR callees.now IS NOT NULL)
),
now AS (
    FROM parameters WHERE NOT is_new(callee)
)
(FROM before EXCEPT FROM now) UNION ALL (FROM now EXCEPT FROM before);

INSERT INTO changed_names
SELECT name FROM changed_members
UNION
SELECT name FROM changed_parameters;

-- What methods that override theirs ask for.
INSERT INTO changed_overridden
SELECT name, NULL FROM changed_members WHERE kind = 'method'
UNION
SELECT definitions.name, changed_parameters.name
FROM changed_parameters
JOIN definitions ON definitions.definition = changed_parameters.callee AND definitions.kind = 'method';
