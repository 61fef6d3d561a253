-- What stage `references` keeps for its next run, so that it computes only the files that a change can reach: what one
-- file says that others may ask for, and who asks. Internal, and in no comparison. Keys are those of ir.sql, and of
-- stages/references/graph.sql.

CREATE SCHEMA known;

-- Every definition that another file may name.
CREATE TABLE known.definitions (
    definition BIGINT,
    identity UBIGINT           -- a hash of its kind and qualified name: how it is found again when its key has changed
);
CREATE TABLE known.class_members (
    class BIGINT, name VARCHAR, definition BIGINT, kind VARCHAR,
    rank BIGINT, is_property BOOLEAN, is_class_variable BOOLEAN,
    -- The type arguments of the class that its type is made of: see stages/references/generics.sql.
    arguments STRUCT(argument BIGINT, way INTEGER)[]
);
-- A parameter that a keyword argument may name, or that of an overriding method asks for; of a function's first
-- definition.
CREATE TABLE known.parameters (callee BIGINT, name VARCHAR, definition BIGINT);
CREATE TABLE known.class_bases (class BIGINT, position INTEGER, base BIGINT);
-- What is known of the keys that another file may ask for, but for what a definition is by itself.
CREATE TABLE known.facts (
    key BIGINT,
    shape TINYINT,             -- the number of the shape
    definition BIGINT,
    found BIGINT               -- when it was found: it follows from facts that were found before
);
-- Which definitions of other files are asked for by the rules of a file.
CREATE TABLE known.reads (file_no INTEGER, definition BIGINT);
-- What the imports of a file bring in, and what the modules have under a name, as digests.
CREATE TABLE known.imports (file_no INTEGER, digest UBIGINT);
CREATE TABLE known.members (name VARCHAR, digest UBIGINT);
-- Modules that some import takes for external ones.
CREATE TABLE known.external_modules (module VARCHAR);
CREATE TABLE known.circumstances (
    module_names UBIGINT,      -- a digest of ir.module_names
    is_complete BOOLEAN        -- the inference ended because nothing was left to find
);
