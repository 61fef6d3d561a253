CREATE OR REPLACE TABLE fresh AS
SELECT key, shape_name(shape) AS shape, definition FROM spread_facts;
INSERT INTO facts FROM fresh;
