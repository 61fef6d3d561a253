-- Whether a class that was there has other bases than in the last run.
WITH
before AS (
    SELECT coalesce(classes.now, bases.class), bases.position,
        key_now(bases.base, renumbered.before, renumbered.now)
    FROM work.known.class_bases AS bases
    LEFT JOIN renumbered AS classes ON classes.before = bases.class
    LEFT JOIN renumbered ON renumbered.before = bases.base
    WHERE is_computed(file_of(bases.class)) AND (classes.before IS NULL OR classes.now IS NOT NULL)
),
now AS (
    FROM class_bases WHERE NOT is_new(class)
)
SELECT count(*) > 0 FROM ((FROM before EXCEPT FROM now) UNION ALL (FROM now EXCEPT FROM before));
