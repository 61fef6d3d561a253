SELECT method, sink, class << 3 | shape_number(shape) AS class FROM new_bound;
