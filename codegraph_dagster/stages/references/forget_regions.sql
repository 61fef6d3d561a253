-- What only the tests of types needed.
DROP TABLE asked_parts;
DROP TABLE referents;
