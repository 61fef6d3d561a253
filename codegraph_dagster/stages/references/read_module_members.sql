SELECT file_no::BIGINT, name_numbers.number, definition
FROM all_members
JOIN name_numbers USING (name)
WHERE definition IS NOT NULL;
