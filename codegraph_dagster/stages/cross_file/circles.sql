-- Names that only stand for each other have no end.
INSERT INTO resolved
SELECT DISTINCT file_no, name, 0, NULL::INTEGER, NULL::BIGINT, NULL, NULL, 'unresolved', 'a circle of re-exports', true
FROM pending;
