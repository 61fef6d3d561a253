-- All chunks, from the repository down to the leaves.

-- Code between definitions has no name: its own text identifies it (in its class or file, and among equal texts
-- there), so that nothing around it can change its id.
CREATE TABLE nameless AS
SELECT definition, part, text_key, row_number() OVER (PARTITION BY definition, text_key ORDER BY part) AS ordinal
FROM (
    SELECT p.definition, p.part, md5_number_lower(trim(p.content, E' \t\f\r\n')) AS text_key
    FROM pieces p
    JOIN identified o USING (definition)
    WHERE p.part > 0 AND o.kind <> 'function'
);

-- The rows are computed while they are written: their texts are in memory only once, in the pieces. Each join looks
-- something up for the pieces that pass by, in this order.
SET disabled_optimizers = 'join_order,build_side_probe_side';

CREATE VIEW all_chunks AS
SELECT chunk_key(o.path, o.kind, o.fqn, o.ordinal, p.part) AS chunk_id, o.parent_id,
       o.kind, p.part, o.fqn, o.path, p.start_line, p.end_line, p.content,
       o.symbol, o.language, o.visibility, o.is_test
FROM pieces p
JOIN identified o USING (definition)
WHERE p.part > 0 AND o.kind = 'function'

UNION ALL
SELECT chunk_key(o.path, o.kind, o.fqn, o.ordinal, concat_ws(chr(31), n.text_key, n.ordinal)), o.skeleton_id,
       o.kind, p.part, o.fqn, o.path, p.start_line, p.end_line, p.content,
       o.symbol, o.language, o.visibility, o.is_test
FROM pieces p
JOIN nameless n ON n.definition = p.definition AND n.part = p.part
JOIN identified o ON o.definition = p.definition

UNION ALL
SELECT o.skeleton_id, o.parent_id, o.kind, 0, o.fqn, o.path, p.start_line, p.end_line, capped(s.content),
       o.symbol, o.language, o.visibility, o.is_test
FROM pieces p
JOIN identified o ON o.definition = p.definition
JOIN skeletons s ON s.definition = p.definition
WHERE p.part = 0

UNION ALL
SELECT p.chunk_id, p.parent_id, 'module', 0, p.package, NULL, NULL, NULL, capped(s.content),
       s.symbol, p.language, s.visibility, p.is_test
FROM packages p
JOIN package_skeletons s USING (chunk_id)

UNION ALL
SELECT parent_id, chunk_key('', 'repository', '', 0, 0), 'project', 0, project, NULL, NULL, NULL,
       capped(concat_ws(chr(10), project, members)), NULL, language, 'public', is_test
FROM projects

UNION ALL
SELECT chunk_key('', 'repository', '', 0, 0), NULL, 'repository', 0, getvariable('repository'), NULL, NULL, NULL,
       capped(concat_ws(chr(10), getvariable('repository'), members)), NULL, language, 'public', is_test
FROM repository;

-- Four bytes of UTF-8 to a token: about what byte-pair encodings make of source code.
CREATE VIEW out.chunks AS
SELECT *, md5(content) AS content_hash, CAST(ceil(strlen(content) / 4) AS INTEGER) AS token_estimate
FROM all_chunks;

DROP TABLE sources;
DROP TABLE definitions;
