TRUNCATE facts;
INSERT INTO facts FROM found_facts;
INSERT INTO attribute_targets FROM found_targets;
