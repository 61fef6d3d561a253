-- What the later stages compute, keyed like the tables of ir.sql. Internal, except the tables in the main schema,
-- which are public as they are (documented in public.sql).

CREATE SCHEMA links;

-- Stage cross_file -----------------------------------------------------------------------------------------------

-- What each import brings in. Exactly one row for each row of ir.imports.
CREATE TABLE links.imports (
    import BIGINT,
    status VARCHAR,            -- resolved | standard_library | external | unresolved
    reason VARCHAR,            -- why it is not resolved; NULL when resolved
    target_file INTEGER,       -- the file that the import leads to (the module, or the file that defines the name)
    target_definition BIGINT,  -- the definition it leads to, after re-exports; a module's definition for a module
    external_module VARCHAR,   -- standard_library/external: the dotted module and the name in it that it leads to
    external_name VARCHAR,     -- (after re-exports of the repository); name NULL for a module itself
    bound_definition BIGINT,   -- what the name bound by the import statement is: target_definition, but for
    bound_external VARCHAR     -- `import a.b` the module `a` (its definition, or its dotted name when external)
);
-- What each component of an imported module's path is; `reason` where it is nothing that is known.
CREATE TABLE links.import_components (id BIGINT, target_definition BIGINT, external_module VARCHAR, reason VARCHAR);

-- Every name that `module.name` or `from module import name` finds in a module of the repository: own top-level
-- definitions, imported and re-exported names, names that come with a star, submodules. One row per (file_no, name).
CREATE TABLE links.members (
    file_no INTEGER,
    name VARCHAR,
    definition BIGINT,         -- the defining definition in the repository, after re-exports; NULL when external/unresolved
    external_module VARCHAR,
    external_name VARCHAR,
    is_reexport BOOLEAN,
    is_submodule BOOLEAN,      -- found only as the submodule of a package
    is_exported BOOLEAN,       -- `from module import *` brings it in
    target_file INTEGER,       -- what importers of the name are told: links.imports has the same columns
    status VARCHAR,
    reason VARCHAR,
    is_late BOOLEAN            -- it waited for names in a circle
);

-- Names that stars bring into a module's top-level scope are in links.members with is_reexport.

-- What the next run of the stage need not find out again, as long as the file tree is the same.
-- For each row of ir.imports, where its module is, and its name if that is a module.
CREATE TABLE links.statements (
    import BIGINT, file_no INTEGER, module VARCHAR, level INTEGER, name VARCHAR, alias VARCHAR, is_star BOOLEAN,
    is_guarded BOOLEAN, bound_name VARCHAR, is_top_level BOOLEAN,
    module_file INTEGER, module_status VARCHAR, module_reason VARCHAR, submodule_file INTEGER, top_file INTEGER,
    means_another BOOLEAN      -- a module outside the repository that has the importing file's own name
);
-- The names that a module itself binds: the definition that answers for the name, NULL when it is only imported.
CREATE TABLE links.own_names (
    file_no INTEGER, name VARCHAR, definition BIGINT, is_hidden BOOLEAN,
    symbol_hash UBIGINT        -- of the definition's SCIP symbol
);
-- The export lists, with those that they include.
CREATE TABLE links.listed (file_no INTEGER, name VARCHAR);
-- What of a file concerns the imports of all others, or every name of the module, as a digest.
CREATE TABLE links.outlines (file_no INTEGER, digest UBIGINT);

CREATE TABLE main.file_dependencies (source_path VARCHAR, target_path VARCHAR, import_count INTEGER);
CREATE TABLE main.exports (path VARCHAR, name VARCHAR, symbol VARCHAR, is_reexport BOOLEAN);
CREATE TABLE main.dependency_cycles (cycle_id INTEGER, path VARCHAR);

-- Stage occurrences ----------------------------------------------------------------------------------------------

-- One row for each row of ir.names, with the answer that the file alone can give.
CREATE TABLE links.occurrences (
    id BIGINT,                 -- = ir.names.id; a module's own definition has its definition's key; negative: the name of a
                               -- function or class defined again, as a reference to the first one of that name
    file_no INTEGER,
    start_line INTEGER, start_char INTEGER, end_line INTEGER, end_char INTEGER,
    roles INTEGER,             -- SCIP bit set
    definition BIGINT,         -- the definition in this file that the name refers to (may be one of kind import)
    binding VARCHAR,           -- local (bound in a function) | file (module or class level) | import | builtin | attribute
                               -- | keyword | module (import path) | imported | unresolved
    enclosing BIGINT,          -- innermost enclosing module, class, function, method or lambda definition
    syntax_kind VARCHAR        -- SCIP's name of a syntax kind
);

-- Stage symbols --------------------------------------------------------------------------------------------------

-- Long texts are written faster, and smaller, by this compression than by the one that DuckDB would choose.
CREATE TABLE main.symbols (
    symbol VARCHAR USING COMPRESSION zstd, display_name VARCHAR, kind INTEGER, path VARCHAR,
    start_line INTEGER, start_char INTEGER, end_line INTEGER, end_char INTEGER,
    signature VARCHAR USING COMPRESSION zstd, documentation VARCHAR USING COMPRESSION zstd,
    enclosing_symbol VARCHAR, visibility VARCHAR, is_test BOOLEAN
);
CREATE TABLE links.relationships (   -- what one file says; the rest is in links.inferred_relationships
    definition BIGINT, related_definition BIGINT,
    is_reference BOOLEAN, is_implementation BOOLEAN, is_type_definition BOOLEAN, is_definition BOOLEAN
);

-- Stage chunks ---------------------------------------------------------------------------------------------------

CREATE TABLE main.chunks (
    chunk_id UBIGINT, parent_id UBIGINT, kind VARCHAR, part INTEGER, fqn VARCHAR USING COMPRESSION zstd, path VARCHAR,
    start_line INTEGER, end_line INTEGER, content VARCHAR USING COMPRESSION zstd,
    content_hash VARCHAR USING COMPRESSION zstd, token_estimate INTEGER,
    symbol VARCHAR USING COMPRESSION zstd, language VARCHAR, visibility VARCHAR, is_test BOOLEAN
);

-- Stage references -----------------------------------------------------------------------------------------------

-- The answers that need more than the file. An occurrence without a row here has the answer of links.occurrences.
CREATE TABLE links.resolutions (
    id BIGINT,                 -- links.all_occurrences.id; several rows when several candidates are left
    definition BIGINT,         -- NULL when outside the repository or unknown
    external_symbol VARCHAR,   -- SCIP symbol of a thing outside the repository, as far as it can be named
    resolution VARCHAR,        -- import | attribute | external | builtin | unresolved | local | file
    confidence FLOAT,
    reason VARCHAR             -- why nothing better is known; NULL when resolved
);
-- Relationships across files, in the columns of links.relationships (and those of links.relationships again).
CREATE TABLE links.inferred_relationships (
    definition BIGINT, related_definition BIGINT,
    is_reference BOOLEAN, is_implementation BOOLEAN, is_type_definition BOOLEAN, is_definition BOOLEAN
);
CREATE TABLE links.calls (call BIGINT, caller BIGINT, callee BIGINT, id BIGINT); -- id: the occurrence of the callee's name

-- Bookkeeping ----------------------------------------------------------------------------------------------------

CREATE TABLE main.repository (
    name VARCHAR, root VARCHAR, revision VARCHAR, generation VARCHAR, indexed_at TIMESTAMPTZ,
    extractor_version VARCHAR, languages VARCHAR[]
);
CREATE TABLE main.stage_runs (
    run_id VARCHAR, stage VARCHAR, generation VARCHAR, status VARCHAR, started_at TIMESTAMPTZ, seconds DOUBLE,
    cpu_seconds DOUBLE, peak_rss_bytes BIGINT, workers INTEGER, items BIGINT, rows BIGINT, errors BIGINT
);
