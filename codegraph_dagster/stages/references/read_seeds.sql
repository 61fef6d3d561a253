SELECT key, enum_code(shape)::BIGINT AS shape, definition FROM seeds;
