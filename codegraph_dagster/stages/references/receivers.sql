-- What `self`, `cls` and `super()` are, and every fact once more: with the inheritance known, attributes that led
-- nowhere may lead somewhere.
CREATE OR REPLACE TABLE delta AS
SELECT parameters.definition AS key,
    CASE WHEN list_contains(methods.modifiers, 'class') THEN 'type' ELSE 'instance' END AS shape,
    methods.parent AS definition
FROM definitions AS parameters
JOIN definitions AS methods ON methods.definition = parameters.parent
WHERE list_contains(parameters.modifiers, 'receiver')
UNION ALL
SELECT calls.id, 'super', methods.parent
FROM calls
JOIN targets ON targets.id = calls.head AND targets.definition IS NULL
JOIN files ON files.file_no = calls.file_no
JOIN words ON words.language = files.language AND words.word = targets.external AND words.meaning = 'super'
JOIN occurrences ON occurrences.id = calls.head
JOIN definitions AS methods ON methods.definition = occurrences.enclosing AND methods.kind = 'method'
UNION ALL
FROM facts;
DELETE FROM facts;
