-- A spreader starts with all copies; after each round it reads what the round has added.
CREATE OR REPLACE TABLE new_copies AS FROM copies UNION ALL FROM found_copies;
CREATE OR REPLACE TABLE new_bound AS FROM bound;
