TRUNCATE new_copies;
TRUNCATE new_bound;
