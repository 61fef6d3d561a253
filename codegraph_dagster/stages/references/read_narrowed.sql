SELECT id FROM narrowed;
