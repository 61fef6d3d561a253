SELECT definition FROM nameable WHERE is_readable AND is_computed(file_no)
UNION ALL
-- Those of methods that override theirs ask for them.
SELECT definitions.definition
FROM definitions
JOIN annotated USING (definition)
WHERE definitions.kind = 'parameter';
