-- The extractions of contents that files of the repository have had. The tables with their rows have the columns of
-- the working database's, and an entry's number in the place of the file's.
CREATE SCHEMA cache.ir;
CREATE TABLE cache.main.written_by (version VARCHAR);
CREATE TABLE cache.main.entries (
    entry INTEGER,
    content_hash VARCHAR,
    extraction VARCHAR,        -- what the rows follow from besides the content
    status VARCHAR,
    size_bytes BIGINT,
    lines INTEGER,
    used BIGINT                -- the later, the higher
);
CREATE TABLE cache.main.findings AS SELECT NULL::INTEGER AS entry, * FROM work.ir.diagnostics LIMIT 0;
