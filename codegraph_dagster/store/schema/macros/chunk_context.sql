CREATE MACRO main.chunk_context(chunk_id, max_parents BIGINT := 100) AS TABLE
WITH RECURSIVE above (id, up) USING KEY (id) AS (
    SELECT c.chunk_id, 0::BIGINT
    FROM main.chunks AS c
    WHERE c.chunk_id = chunk_id
    UNION ALL
    SELECT c.parent_id, a.up + 1
    FROM above AS a
    JOIN main.chunks AS c ON c.chunk_id = a.id
    WHERE c.parent_id IS NOT NULL
        AND a.up < max_parents
        AND NOT EXISTS (FROM recurring.above AS known WHERE known.id = c.parent_id)
),
pieces AS (
    SELECT
        a.up,
        c.*,
        concat(
            '[',
            c.kind, ' ', c.fqn,
            -- As editors count; and a part of one line ends on the line where it starts.
            CASE
                WHEN c.path IS NOT NULL
                    THEN format(', {} lines {}-{}', c.path, c.start_line + 1, greatest(c.end_line, c.start_line + 1))
            END,
            CASE WHEN c.part = 0 THEN ', outline' END,
            ']', chr(10), rtrim(c.content, chr(10) || chr(13)), chr(10)
        ) AS shown
    FROM above AS a
    JOIN main.chunks AS c ON c.chunk_id = a.id
)
SELECT
    max(p.chunk_id) FILTER (WHERE p.up = 0) AS chunk_id,
    max(p.fqn) FILTER (WHERE p.up = 0) AS fqn,
    max(p.path) FILTER (WHERE p.up = 0) AS path,
    max(p.start_line) FILTER (WHERE p.up = 0) AS start_line,
    max(p.end_line) FILTER (WHERE p.up = 0) AS end_line,
    string_agg(p.shown, chr(10) ORDER BY p.up DESC) AS context,
    ceil(strlen(string_agg(p.shown, chr(10) ORDER BY p.up DESC)) / 4)::BIGINT AS token_estimate
FROM pieces AS p
HAVING count(*) > 0;

COMMENT ON MACRO TABLE main.chunk_context IS 'One row: a chunk below the outlines of what it is a part of (class, file, module, project, repository; the nearest max_parents of them), as one text for a prompt. Each piece has a line above it that names it, with lines as editors count them, from 1; start_line and end_line of the row are those of the chunk and count from 0. token_estimate is a quarter of the bytes. No row for an unknown chunk_id. Example: FROM chunk_context((SELECT chunk_id FROM chunks WHERE fqn = ''django.utils.crypto.salted_hmac''))';
