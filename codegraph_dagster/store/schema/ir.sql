-- The tables that stage `ir` fills: what the syntax of each file says, before anything is resolved.
-- Internal: the public views in public.sql are built on them. Every row key is a BIGINT
-- `file_no << 26 | ordinal`, ordinal = the row's place in the file's syntax tree (preorder), so one number
-- says which file a row is of (`key >> 26`) and keys of one file are neighbours.
-- Lines and characters are 0-based, characters are Unicode code points, ranges half-open.

CREATE SCHEMA ir;

CREATE TABLE ir.files (
    file_no INTEGER,
    file_id UBIGINT,           -- stable hash of the path
    path VARCHAR,              -- relative to the repository's root, '/' between components
    language VARCHAR,          -- NULL for a skipped file of no known language
    module VARCHAR,            -- dotted name under which the file is imported
    root VARCHAR,              -- the import root ('' = the repository's root, 'src', ...), relative to the repository
    is_package BOOLEAN,        -- the file is its package's own module (__init__)
    is_stub BOOLEAN,           -- declarations only (.pyi)
    size_bytes BIGINT,
    lines INTEGER,
    content_hash VARCHAR,
    status VARCHAR,            -- indexed | partial | skipped
    is_test BOOLEAN
);

-- Every dotted name under which an absolute import may find a file. Of several files of one name the best for the
-- importing file wins: one of a folder around it before all others, the nearest folder first, then the lowest rank.
CREATE TABLE ir.module_names (
    file_no INTEGER,
    module VARCHAR,
    folder VARCHAR,            -- the project, or the folder of scripts, that the name belongs to ('': the repository's root)
    is_local BOOLEAN,          -- only files below `folder` find it
    outranks_standard BOOLEAN, -- files below `folder` find it before a standard module of the same name
    rank INTEGER
);

-- The texts. DuckDB writes up to 122,880 rows of a table again when rows are added to them, here all texts, so those of
-- files that change go to a small table until these are many.
CREATE SCHEMA texts;
CREATE TABLE texts.settled (
    file_no INTEGER,
    text VARCHAR,              -- decoded text, line terminators as in the file
    statement_lines INTEGER[], -- first line of every statement, ascending
    statement_depths INTEGER[] -- the character at which it starts (the further left, the shallower), same length
);
CREATE TABLE texts.recent (file_no INTEGER, text VARCHAR, statement_lines INTEGER[], statement_depths INTEGER[]);
CREATE VIEW ir.sources AS FROM texts.settled UNION ALL FROM texts.recent;

-- A region in which a name may be bound. kind: module | class | function | lambda | comprehension | generic
-- (generic: the scope of type parameters, around a function, class or type alias).
CREATE TABLE ir.scopes (
    scope BIGINT,
    file_no INTEGER,
    parent BIGINT,             -- the lexically enclosing scope in which free names are looked up next; NULL for a module
    kind VARCHAR,
    definition BIGINT          -- the innermost definition (module, class, function, method, lambda) the scope lies in or is
);

-- A thing that has a name: one row for each function, class, parameter, type parameter, import binding, and for the
-- FIRST binding of each variable or field in its scope (`else` of a `try` before its handlers, what does not run last). A
-- definition's key is the key of the name token that defines it (a module: ordinal 0; a lambda: the lambda expression).
CREATE TABLE ir.definitions (
    definition BIGINT,
    node_id UBIGINT,           -- public id
    file_no INTEGER,
    kind VARCHAR,              -- module class function method lambda parameter variable field import type_alias type_parameter
    name VARCHAR,
    scope BIGINT,              -- the scope the name is bound in (a field: its class's scope); NULL for a module
    inner_scope BIGINT,        -- the scope that a module, class, function, method or lambda opens
    parent BIGINT,             -- the enclosing definition; NULL for a module
    qualified_name VARCHAR,    -- dotted, within the module ('Flask.run'); the module's own name for a module
    symbol VARCHAR,            -- SCIP symbol; 'local N' for what no other file can name; NULL for an import
    start_line INTEGER, start_char INTEGER, end_line INTEGER, end_char INTEGER,
    name_start_line INTEGER, name_start_char INTEGER, name_end_line INTEGER, name_end_char INTEGER,
    signature VARCHAR,         -- one line
    docstring VARCHAR,
    visibility VARCHAR,        -- public | protected | private
    is_test BOOLEAN,
    modifiers VARCHAR[],       -- static class property setter deleter abstract async overload final dataclass enum protocol
                               -- instance constant positional_only keyword_only variadic_positional variadic_keyword receiver
                               -- optional (a parameter with a default) type_checking (an import only type checkers run)
    position INTEGER,          -- a parameter's position in its parameter list, from 0; NULL otherwise
    is_primary BOOLEAN,        -- answers for its name in its scope (of several definitions of one name, exactly one)
    is_instance BOOLEAN        -- bound through the receiver (self.x = …): a member, but not seen by the name alone
);

-- Every place where a name stands.
CREATE TABLE ir.names (
    id BIGINT,
    file_no INTEGER,
    scope BIGINT,              -- the scope in which the name is looked up (after global/nonlocal)
    kind VARCHAR,              -- name | attribute | keyword (argument name) | module (component of an imported module's
                               -- path) | imported (a name in `from m import name`)
    role VARCHAR,              -- definition | write | read | delete | declaration (global/nonlocal)
    name VARCHAR,
    line INTEGER, start_char INTEGER, end_char INTEGER,
    definition BIGINT,         -- for bindings: the definition bound (its own key when it is the definition); else NULL
    head BIGINT,               -- attribute: the object's key (in names or expressions); keyword: the call's key;
                               -- module/imported: ir.imports.import; else NULL
    parent BIGINT,             -- the expression or attribute that it is a part of; NULL otherwise
    position INTEGER           -- its place among the elements of the tuple that it is a part of, 0 for a value of a
                               -- dict; NULL otherwise
);

-- Expressions that are more than a name. `head`: call -> what is called; subscript -> what is indexed;
-- await -> what is awaited; conditional/boolean/binary: NULL (their operands are children with this row as parent).
CREATE TABLE ir.expressions (
    id BIGINT,
    file_no INTEGER,
    scope BIGINT,
    kind VARCHAR,              -- call subscript await conditional boolean binary tuple list set dict string lambda
                               -- comprehension number ...
    head BIGINT,
    parent BIGINT,             -- the expression or attribute that it is a part of; NULL otherwise
    position INTEGER,          -- its place among the elements of the tuple that it is a part of, 0 for a value of a
                               -- dict; NULL otherwise
    "index" INTEGER,           -- of a subscript, when it is a single digit; NULL otherwise
    start_line INTEGER, start_char INTEGER, end_line INTEGER, end_char INTEGER
);

-- Where a value comes to a name, an attribute or a function's result.
CREATE TABLE ir.flows (
    target BIGINT,             -- names.id (kind name or attribute) or, for return/yield, the function's definition
    value BIGINT,              -- key in names or expressions; NULL when the value is no row of either
    mode VARCHAR,              -- assign | augment | iterate | enter (with) | catch (except) | default | return | yield
    "unpack" INTEGER[]         -- positions on the way from the value into the target ([] = the value itself; -1 = starred)
);
CREATE TABLE ir.annotations (target BIGINT, expression BIGINT); -- target: names.id, or the function's definition (result type)
CREATE TABLE ir.bases (definition BIGINT, position INTEGER, expression BIGINT);
CREATE TABLE ir.decorators (definition BIGINT, position INTEGER, expression BIGINT);
CREATE TABLE ir.arguments (call BIGINT, position INTEGER, name VARCHAR, value BIGINT); -- name NULL: positional

-- One row for each name that an import statement brings in.
CREATE TABLE ir.imports (
    import BIGINT,             -- = names.id of the last token of this clause (the imported name or last module component), of the star
    file_no INTEGER,
    scope BIGINT,
    definition BIGINT,         -- the import binding's definition; NULL for a star, and for a rebinding
    module VARCHAR,            -- dotted, as written, without leading dots; '' for `from . import x`
    level INTEGER,             -- number of leading dots
    name VARCHAR,              -- NULL for `import m`; '*' for a star
    alias VARCHAR,             -- NULL without `as`
    is_star BOOLEAN,
    is_type_checking BOOLEAN,  -- inside `if TYPE_CHECKING:`
    is_guarded BOOLEAN,        -- inside try/except or another condition
    bound_name VARCHAR,        -- the name bound in the scope ('a' for `import a.b`); NULL for a star
    start_line INTEGER, start_char INTEGER, end_line INTEGER, end_char INTEGER   -- the clause
);
-- Each component of an imported module's path: names.id -> the dotted prefix that ends with it.
CREATE TABLE ir.import_components (id BIGINT, import BIGINT, module VARCHAR, level INTEGER);

-- What a module says it exports (`__all__`). action: add | remove | include (everything in another name's list: `m.__all__`)
CREATE TABLE ir.export_lists (file_no INTEGER, position INTEGER, action VARCHAR, name VARCHAR);

-- Where a test of a type holds (`isinstance(x, C)`): in the rows from key `first` to key `last`, the tested name or
-- attribute (`subject`, in ir.names) is an instance of what the expression `type` names.
CREATE TABLE ir.narrowings (subject BIGINT, type BIGINT, first BIGINT, last BIGINT);

CREATE TABLE ir.diagnostics (
    path VARCHAR, stage VARCHAR, severity VARCHAR, code VARCHAR, message VARCHAR,
    start_line INTEGER, start_char INTEGER, end_line INTEGER, end_char INTEGER
);
