SELECT file_no::BIGINT, name_numbers.number, definition
FROM members
JOIN name_numbers USING (name)
WHERE definition IS NOT NULL;
