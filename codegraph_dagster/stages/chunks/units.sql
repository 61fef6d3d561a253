-- In source order, and a class before its members.
SELECT definition, parent, kind = 'class', start_line, end_line
FROM definitions
WHERE kind IN ('class', 'function', 'method')
ORDER BY definition;
