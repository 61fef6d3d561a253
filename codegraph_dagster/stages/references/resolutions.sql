-- One row for each candidate. Confidence: 1 for what scopes and imports say; a candidate that types lead to has the
-- share 1/n of its n candidates; 0 for what is unresolved.
CREATE TABLE inferred AS
SELECT id, definition, 1.0 / count(*) OVER (PARTITION BY id) AS share
FROM (
    -- The name that defines a member refers to itself. What a base class declares under this name it refers to as well,
    -- under the negative key.
    SELECT CASE WHEN own.id IS NULL THEN targets.id ELSE -targets.id END AS id, targets.definition
    FROM attribute_targets AS targets
    LEFT JOIN (SELECT id FROM names WHERE kind = 'attribute' AND role = 'definition') AS own USING (id)
    WHERE NOT is_implied(targets.id) AND targets.definition IS DISTINCT FROM own.id
    UNION
    SELECT id, definition FROM keyword_targets
);

-- The rows are computed while they are written, so that they are never all in memory.
CREATE VIEW out.resolutions AS
WITH
answers AS (
    SELECT id, definition, CASE WHEN definition IS NULL THEN external END AS external,
        resolution, 1.0::FLOAT AS confidence, reason
    FROM targets
    UNION ALL
    SELECT id, definition, NULL, 'attribute', share, NULL FROM inferred
    UNION ALL
    SELECT id, NULL, external, 'external', 1.0, NULL
    FROM externals
    WHERE id NOT IN (SELECT id FROM inferred)
    UNION ALL
    SELECT names.id, NULL, NULL, 'unresolved', 0.0,
        CASE names.kind
            WHEN 'keyword' THEN 'what is called is not known, or has no parameter of this name'
            ELSE 'the type of the object is not known, or has no such member in the repository'
        END
    FROM names
    JOIN occurrences USING (id)
    WHERE names.kind IN ('attribute', 'keyword') AND occurrences.definition IS NULL
        AND names.id NOT IN (SELECT id FROM inferred) AND names.id NOT IN (SELECT id FROM externals)
)
SELECT
    id,
    definition,
    -- Symbols of external things follow the same grammar; what kind of thing it is, is not known: a term.
    CASE WHEN namespaces.path IS NULL AND external IS NOT NULL THEN
        'codegraph . ' || replace(split_part(split_part(external, '/', 1), '.', 1), ' ', '  ') || ' . `'
        || split_part(external, '/', 1) || '`/'
        || CASE WHEN split_part(external, '/', 2) = '' THEN ''
            ELSE replace(split_part(external, '/', 2), '.', '#') || '.' END
    END AS external_symbol,
    CASE WHEN namespaces.path IS NULL THEN answers.resolution ELSE 'unresolved' END AS resolution,
    CASE WHEN namespaces.path IS NULL AND answers.resolution <> 'unresolved' THEN answers.confidence ELSE 0 END
        AS confidence,
    CASE WHEN namespaces.path IS NULL THEN reason ELSE 'a namespace package: no file defines it' END AS reason
FROM answers
-- A namespace package is inside of the repository, but nothing defines it.
LEFT JOIN namespaces
    ON namespaces.path = CASE WHEN resolution = 'external' AND ends_with(external, '/') THEN rtrim(external, '/') END;
