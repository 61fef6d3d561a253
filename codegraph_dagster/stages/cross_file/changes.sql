-- What files say that did not change, and import statements that are the same, is as it was.
CREATE VIEW statements AS
FROM out.statements
UNION ALL BY NAME
FROM work.links.statements WHERE NOT is_restated(file_no);

CREATE VIEW symbols AS SELECT definition, symbol FROM work.ir.definitions;
