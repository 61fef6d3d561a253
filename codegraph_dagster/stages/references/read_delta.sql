SELECT key, shape_number(shape) AS shape, definition FROM delta;
