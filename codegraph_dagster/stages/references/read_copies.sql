SELECT source, sink, turn_number(turn) AS turn FROM new_copies;
