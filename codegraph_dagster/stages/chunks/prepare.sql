-- What cutting the files gives. part 0: the extent of a class or file, without content.
CREATE TABLE pieces (
    definition BIGINT, part INTEGER, start_line INTEGER, end_line INTEGER, content VARCHAR
);
