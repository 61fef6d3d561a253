SELECT attributes.head, attributes.id, name_numbers.number FROM attributes JOIN name_numbers USING (name);
