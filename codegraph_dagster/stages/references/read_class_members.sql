SELECT class, name_numbers.number, definition, rank FROM class_members JOIN name_numbers USING (name);
