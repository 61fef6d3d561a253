-- The reference graph of a published database, in temporary tables: map_units are its nodes, map_edges its edges.

-- What a map can show: modules, classes, functions, methods, fields and the variables of modules. Everything else
-- (parameters, local variables, lambdas, functions in functions) counts for the unit that it lies in.
CREATE TEMP TABLE map_units AS
WITH RECURSIVE candidates AS (
    SELECT
        d.definition,
        d.parent,
        d.symbol NOT LIKE 'local %'
            AND d.kind IN ('module', 'class', 'function', 'method', 'field', 'variable', 'type_alias')
            AND coalesce(p.kind, 'module') IN ('module', 'class') AS is_unit
    FROM ir.definitions AS d
    LEFT JOIN ir.definitions AS p ON p.definition = d.parent
    WHERE d.kind <> 'import'
),
climb AS (
    SELECT definition, definition AS unit
    FROM candidates
    UNION ALL
    SELECT c.definition, o.parent
    FROM climb AS c
    JOIN candidates AS o ON o.definition = c.unit
    WHERE NOT o.is_unit
)
SELECT c.definition, c.unit, d.file_no, d.is_test
FROM climb AS c
JOIN candidates AS o ON o.definition = c.unit AND o.is_unit
JOIN ir.definitions AS d ON d.definition = c.unit;

-- Who uses what. An import alone is no use of a name: 2 is SCIP's role of it, 1 that of a definition.
CREATE TEMP TABLE map_uses AS
SELECT
    s.unit AS source,
    t.unit AS target,
    any_value(s.file_no = t.file_no) AS is_near,
    count(*) AS reference_count,
    sum(a.confidence) AS strength
FROM links.answers AS a
JOIN map_units AS s ON s.definition = a.enclosing
JOIN map_units AS t ON t.definition = a.definition
WHERE a.roles & 3 = 0 AND s.unit <> t.unit
GROUP BY ALL;

-- A weight grows with the root of the number of uses, for the hundredth one says less than the first. A use in the
-- same file says little about the rest of the code: a tenth. Who uses a member from elsewhere uses its class as well.
CREATE TEMP TABLE map_edges AS
WITH weights AS (
    SELECT source, target, sqrt(strength) * CASE WHEN is_near THEN 0.1 ELSE 1 END AS weight
    FROM map_uses
    UNION ALL
    SELECT u.source, p.definition, sqrt(u.strength)
    FROM map_uses AS u
    JOIN ir.definitions AS d ON d.definition = u.target
    JOIN ir.definitions AS p ON p.definition = d.parent AND p.kind = 'class'
    WHERE NOT u.is_near
)
SELECT source, target, sum(weight ORDER BY weight) AS weight
FROM weights
GROUP BY ALL;
