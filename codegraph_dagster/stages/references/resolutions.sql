-- One row for each candidate. Confidence: 1 for what scopes and imports say; a candidate that types lead to has the
-- share 1/n of its n candidates.
CREATE TABLE inferred AS
SELECT id, definition FROM attribute_targets WHERE NOT is_implied(id)
UNION
SELECT id, definition FROM keyword_targets;

CREATE TABLE out.resolutions AS
SELECT id, definition,
    CASE WHEN definition IS NULL THEN external END AS external_symbol,
    resolution, 1.0::FLOAT AS confidence, reason
FROM targets
UNION ALL
SELECT id, definition, NULL, 'attribute', 1.0 / count(*) OVER (PARTITION BY id), NULL FROM inferred
UNION ALL
SELECT externals.id, NULL, externals.external, 'external', 1.0, NULL
FROM externals
WHERE externals.id NOT IN (SELECT id FROM inferred)
UNION ALL
SELECT names.id, NULL, NULL, 'unresolved', 0.0,
    CASE names.kind
        WHEN 'keyword' THEN 'what is called is not known, or has no parameter of this name'
        ELSE 'the type of the object is not known, or has no such member in the repository'
    END
FROM names
JOIN occurrences USING (id)
WHERE names.kind IN ('attribute', 'keyword') AND occurrences.definition IS NULL
    AND names.id NOT IN (SELECT id FROM inferred) AND names.id NOT IN (SELECT id FROM externals);

-- A namespace package is inside of the repository, but nothing defines it.
UPDATE out.resolutions
SET external_symbol = NULL, resolution = 'unresolved', reason = 'a namespace package: no file defines it'
WHERE resolution = 'external' AND ends_with(external_symbol, '/')
    AND rtrim(external_symbol, '/') IN (
        SELECT array_to_string(string_split(module, '.')[:length], '.')
        FROM (SELECT module, unnest(range(1, len(string_split(module, '.')))) AS length FROM module_names)
    );

-- Symbols of external things follow the same grammar; what kind of thing it is, is not known: a term.
UPDATE out.resolutions SET external_symbol =
    'codegraph . ' || replace(split_part(split_part(external_symbol, '/', 1), '.', 1), ' ', '  ') || ' . `'
    || split_part(external_symbol, '/', 1) || '`/'
    || CASE WHEN split_part(external_symbol, '/', 2) = '' THEN ''
        ELSE replace(split_part(external_symbol, '/', 2), '.', '#') || '.' END
WHERE external_symbol IS NOT NULL;
