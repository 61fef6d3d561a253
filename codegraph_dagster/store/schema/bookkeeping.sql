-- What is known of the runs that wrote the rows, so that the next ones need not do it again. Internal, and in no
-- comparison: times and places of one machine are in it.

CREATE SCHEMA bookkeeping;

-- One row for each stage whose rows are there.
CREATE TABLE bookkeeping.stages (
    stage VARCHAR,
    inputs VARCHAR,            -- what the rows follow from, as a digest; NULL when they must be computed again in any case
    data_version VARCHAR,      -- what those who use the rows are told
    computation VARCHAR,       -- identifies the run that wrote the rows
    tables VARCHAR[],          -- the tables that it filled,
    counts BIGINT[]            -- and the number of their rows
);

-- One row for each file of the repository and each stage that computes the rows of a file from that file alone.
CREATE TABLE bookkeeping.stage_files (
    stage VARCHAR,
    file_no INTEGER,
    path VARCHAR,
    digest UBIGINT             -- what the stage's rows of the file follow from
);

-- One row for each file that was read for stage ir, those that describe a project included.
CREATE TABLE bookkeeping.fingerprints (
    path VARCHAR,
    inode UBIGINT, size BIGINT, mtime_ns BIGINT, ctime_ns BIGINT, -- what the file system said of it,
    looked_ns BIGINT,          -- and when
    blob_id VARCHAR, content_hash VARCHAR,
    extraction VARCHAR         -- with what its rows were extracted: rules, name, symbols; NULL when it has none
);
