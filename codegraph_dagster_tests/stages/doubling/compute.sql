CREATE TABLE out.exports AS
SELECT path, getvariable('name') AS name, 'symbol of ' || path AS symbol, false AS is_reexport FROM files;
CREATE TABLE out.diagnostics AS
SELECT
    path, 'error' AS severity, 'example' AS code, 'a message' AS message,
    0 AS start_line, 0 AS start_char, 0 AS end_line, 1 AS end_char
FROM files LIMIT 1;
