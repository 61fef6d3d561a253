-- More recent texts than an eighth of all are no longer few. (Both statements see the same rows.)
SET VARIABLE is_to_settle = (
    SELECT coalesce(sum(size_bytes) FILTER (file_no IN (SELECT file_no FROM work.texts.recent)) * 8 > sum(size_bytes), false)
    FROM work.ir.files
);
INSERT INTO work.texts.settled FROM work.texts.recent WHERE getvariable('is_to_settle');
DELETE FROM work.texts.recent WHERE getvariable('is_to_settle');
