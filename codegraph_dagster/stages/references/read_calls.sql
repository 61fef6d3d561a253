SELECT head, id FROM calls
UNION ALL
SELECT attribute, call FROM implied_calls;
