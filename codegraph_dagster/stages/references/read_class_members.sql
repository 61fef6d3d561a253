SELECT class, name_numbers.number, definition, rank FROM all_class_members JOIN name_numbers USING (name);
