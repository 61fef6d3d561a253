-- What lies outside of the repository, as far as it can be named.

CREATE TABLE words AS FROM language_words;

CREATE TABLE attributes AS
SELECT id, head, name, file_no FROM names WHERE kind = 'attribute' AND head IS NOT NULL;

-- An attribute of something external is external too; it is a module where some import says so (`import os.path`).
CREATE TABLE external_modules AS
SELECT DISTINCT external_module AS module FROM import_components WHERE external_module IS NOT NULL;
CREATE TABLE externals AS
WITH RECURSIVE chain(id, external) AS (
    SELECT attributes.id,
        CASE
            WHEN NOT ends_with(targets.external, '/') THEN targets.external || '.' || attributes.name
            WHEN external_modules.module IS NOT NULL THEN external_modules.module || '/'
            ELSE targets.external || attributes.name
        END
    FROM targets
    JOIN attributes ON attributes.head = targets.id
    LEFT JOIN external_modules ON external_modules.module = replace(targets.external, '/', '.') || attributes.name
    WHERE targets.external IS NOT NULL AND targets.definition IS NULL
    UNION ALL
    SELECT attributes.id,
        CASE
            WHEN NOT ends_with(chain.external, '/') THEN chain.external || '.' || attributes.name
            WHEN external_modules.module IS NOT NULL THEN external_modules.module || '/'
            ELSE chain.external || attributes.name
        END
    FROM chain
    JOIN attributes ON attributes.head = chain.id
    LEFT JOIN external_modules ON external_modules.module = replace(chain.external, '/', '.') || attributes.name
)
FROM chain;

CREATE TABLE outside AS
SELECT id, external FROM targets WHERE external IS NOT NULL AND definition IS NULL
UNION ALL
FROM externals;
