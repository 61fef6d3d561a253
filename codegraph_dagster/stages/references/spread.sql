-- One step along the copies: `delta` becomes what follows from it and was not known. `fresh` collects it all.

INSERT INTO facts FROM delta;
INSERT INTO fresh FROM delta;

CREATE OR REPLACE TABLE moved AS
SELECT copies.source, copies.sink, copies.turn, delta.shape, delta.definition
FROM delta
JOIN copies ON copies.source = delta.key
UNION ALL
-- What a container holds goes where the container goes.
SELECT delta.key, copies.sink + (delta.key - container_of(delta.key)) * sign(delta.key)::BIGINT * sign(copies.sink)::BIGINT,
    copies.turn, delta.shape, delta.definition
FROM delta
JOIN copies ON copies.source = container_of(delta.key) AND copies.turn IN ('', 'instantiate')
WHERE is_content(delta.key) AND NOT is_content(copies.sink);

CREATE OR REPLACE TABLE delta AS
SELECT DISTINCT key, shape, definition
FROM (
    SELECT sink AS key, turned(turn, shape) AS shape, definition FROM moved WHERE turns(source, turn, shape)
    UNION ALL
    -- A method that gives back its receiver gives back what it was called on.
    SELECT bound.sink, bound.shape, bound.class
    FROM delta
    JOIN bound ON bound.method = -delta.key
    WHERE delta.shape = 'receiver' AND delta.key < 0 AND NOT is_content(delta.key)
)
ANTI JOIN facts USING (key, shape, definition);
