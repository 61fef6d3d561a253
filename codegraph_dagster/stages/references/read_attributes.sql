SELECT attributes.head, attributes.id, name_numbers.number FROM attributes JOIN name_numbers USING (name)
UNION ALL
SELECT implied_calls.object, implied_calls.attribute, name_numbers.number FROM implied_calls JOIN name_numbers USING (name);
