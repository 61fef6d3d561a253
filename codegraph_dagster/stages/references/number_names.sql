-- The inference knows names by number. Only those that are asked for have one.
CREATE TABLE name_numbers AS
SELECT name, row_number() OVER () AS number
FROM (SELECT name FROM attributes UNION SELECT name FROM implied_calls);
