INSERT INTO mro SELECT * FROM orders WHERE position > 0;
