-- What publishing finds out by comparing the database with the one that was published before. Empty in the working
-- database; filled in the copy that is published.

-- One row for each module, class, function, method, field, variable and type alias that other files can name and that
-- is not as it was. Columns that begin with old_ are of the previous database, the others of this one.
CREATE TABLE main.changes (
    change VARCHAR,            -- added | removed | changed
    aspects VARCHAR[],         -- changed: signature | body | moved, at least one of them; else empty
    kind VARCHAR, qualified_name VARCHAR, may_break BOOLEAN,
    symbol VARCHAR, path VARCHAR,
    start_line INTEGER, start_char INTEGER, end_line INTEGER, end_char INTEGER, signature VARCHAR,
    old_symbol VARCHAR, old_path VARCHAR,
    old_start_line INTEGER, old_start_char INTEGER, old_end_line INTEGER, old_end_char INTEGER, old_signature VARCHAR,
    revision VARCHAR, run_id VARCHAR, old_revision VARCHAR, old_run_id VARCHAR
);

-- One row in a published database.
CREATE TABLE main.comparison (
    revision VARCHAR, generation VARCHAR, run_id VARCHAR,
    old_revision VARCHAR, old_generation VARCHAR, old_run_id VARCHAR, old_indexed_at TIMESTAMPTZ,
    reason VARCHAR
);
