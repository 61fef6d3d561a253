SELECT head, id FROM calls;
