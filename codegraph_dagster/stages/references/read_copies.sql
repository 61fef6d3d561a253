SELECT source, sink, enum_code(turn)::BIGINT AS turn FROM copies;
