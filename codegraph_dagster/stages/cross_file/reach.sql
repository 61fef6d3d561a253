-- Which names a change can reach: what changed files say of a name, or export lists, is not what it was; and all that
-- leads to such a name. Names that waited for a circle are among them, since whom they wait for is not kept.
DELETE FROM out.outlines;  -- they are the same

CREATE VIEW own_names AS
FROM out.own_names
UNION ALL BY NAME
FROM work.links.own_names WHERE NOT is_pulled(file_no);

CREATE TABLE out.listed AS FROM listed EXCEPT FROM work.links.listed;
CREATE TABLE unlisted AS FROM work.links.listed EXCEPT FROM listed;

CREATE TABLE wanted AS
WITH RECURSIVE
own AS (
    SELECT false AS is_old, * FROM out.own_names
    UNION ALL BY NAME
    SELECT true AS is_old, * FROM work.links.own_names WHERE is_pulled(file_no)
),
-- Of the keys only the order counts.
bindings AS (
    SELECT
        statements.* EXCLUDE (import, is_old),
        row_number() OVER (PARTITION BY statements.is_old, statements.file_no, bound_name ORDER BY import) AS position,
        statements.import < own.definition AS is_first
    FROM (
        SELECT false AS is_old, * FROM out.statements
        UNION ALL BY NAME
        SELECT true AS is_old, * FROM work.links.statements WHERE is_restated(file_no)
    ) AS statements
    LEFT JOIN own ON own.is_old = statements.is_old AND own.file_no = statements.file_no AND own.name = statements.bound_name
    WHERE is_top_level AND NOT is_star
),
links AS MATERIALIZED (
    SELECT file_no, bound_name, module_file, name
    FROM statements
    WHERE is_top_level AND NOT is_star AND name IS NOT NULL AND module_file IS NOT NULL
),
passages AS MATERIALIZED (
    SELECT file_no, module_file FROM stars UNION SELECT stub_file, source_file FROM twins
),
reached AS (
    (
        SELECT file_no, name FROM own GROUP BY file_no, name, definition, is_hidden, symbol_hash HAVING count(*) = 1
        UNION
        SELECT file_no, bound_name FROM bindings GROUP BY file_no, bound_name, hash(bindings) HAVING count(*) = 1
        UNION
        FROM out.listed
        UNION
        FROM unlisted
        UNION
        SELECT file_no, name FROM work.links.members WHERE is_late
    )
    UNION
    (
        SELECT links.file_no, links.bound_name
        FROM reached
        JOIN links ON links.module_file = reached.file_no AND links.name = reached.name
        UNION ALL
        SELECT passages.file_no, reached.name
        FROM reached
        JOIN passages ON passages.module_file = reached.file_no
    )
)
FROM reached;

CREATE MACRO is_wanted(file, bound) AS (file, bound) IN (FROM wanted);

CREATE TABLE chosen AS
FROM statements
WHERE is_restated(file_no) OR is_top_level AND is_wanted(file_no, bound_name) OR is_wanted(module_file, name);

CREATE TABLE bound_names AS FROM own_names SEMI JOIN wanted USING (file_no, name);

-- Where these lead, unless a change reaches that too.
INSERT INTO kept
FROM work.links.members
SEMI JOIN (
    SELECT module_file AS file_no, name FROM chosen
    UNION
    SELECT stars.module_file, wanted.name FROM wanted JOIN stars USING (file_no)
    UNION
    SELECT twins.source_file, wanted.name FROM wanted JOIN twins ON twins.stub_file = wanted.file_no
    EXCEPT
    FROM wanted
) AS needed USING (file_no, name);
