-- Which version of these scripts made the database: one row.
CREATE TABLE ir.schema_version (fingerprint VARCHAR NOT NULL);
