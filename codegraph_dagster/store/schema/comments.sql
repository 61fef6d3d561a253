-- The documentation of the public tables and views, kept in the database itself (duckdb_tables(), duckdb_views() and
-- duckdb_columns() show it). Everywhere: lines and characters count from 0, a range ends before its end position, a
-- character is a Unicode code point, and a path is relative to the repository's root with '/' between its parts.

COMMENT ON TABLE main.repository IS 'The indexed repository: one row.';
COMMENT ON COLUMN main.repository.name IS 'Its name in the registry, the partition key.';
COMMENT ON COLUMN main.repository.root IS 'The folder that was indexed, as an absolute path of the machine that did.';
COMMENT ON COLUMN main.repository.revision IS 'Git commit, with -dirty when files differed from it; NULL outside a git checkout.';
COMMENT ON COLUMN main.repository.generation IS 'Identifies the run of stage ir that all rows come from; compare with stage_runs.';
COMMENT ON COLUMN main.repository.indexed_at IS 'When stage ir ran.';
COMMENT ON COLUMN main.repository.extractor_version IS 'Version of the extraction; ids and rows may differ between versions.';
COMMENT ON COLUMN main.repository.languages IS 'Languages with at least one indexed file, sorted.';

COMMENT ON VIEW main.files IS 'One row per file of the repository, those that were skipped included.';
COMMENT ON COLUMN main.files.file_id IS 'Stable hash of the path.';
COMMENT ON COLUMN main.files.path IS 'Relative to the repository''s root.';
COMMENT ON COLUMN main.files.language IS 'NULL when no language is known for it.';
COMMENT ON COLUMN main.files.module IS 'Dotted name under which the file is imported; NULL when it has none.';
COMMENT ON COLUMN main.files.size_bytes IS 'Size on disk.';
COMMENT ON COLUMN main.files.lines IS 'Number of lines; NULL for a skipped file.';
COMMENT ON COLUMN main.files.content_hash IS 'Hash of the bytes; NULL for a file that was not read.';
COMMENT ON COLUMN main.files.status IS 'indexed; partial: syntax errors, what parsed is indexed; skipped: the reason is in diagnostics.';
COMMENT ON COLUMN main.files.is_test IS 'The file belongs to tests, judged by its path.';

COMMENT ON VIEW main.diagnostics IS 'What went wrong in one file without failing the run.';
COMMENT ON COLUMN main.diagnostics.path IS 'The file; empty when the whole repository is meant.';
COMMENT ON COLUMN main.diagnostics.stage IS 'The stage that found it.';
COMMENT ON COLUMN main.diagnostics.severity IS 'error: a file that should be here is not; warning: left out by a limit, or not all is as in the file; info.';
COMMENT ON COLUMN main.diagnostics.code IS 'Short stable name of the kind of problem.';
COMMENT ON COLUMN main.diagnostics.message IS 'One line for a person.';
COMMENT ON COLUMN main.diagnostics.start_line IS 'Where it begins; NULL when the whole file is meant.';
COMMENT ON COLUMN main.diagnostics.start_char IS 'Character in start_line.';
COMMENT ON COLUMN main.diagnostics.end_line IS 'Where it ends.';
COMMENT ON COLUMN main.diagnostics.end_char IS 'Character in end_line, exclusive.';

COMMENT ON VIEW main.nodes IS 'Everything that has a definition: modules, classes, functions, parameters, variables, imports and so on.';
COMMENT ON COLUMN main.nodes.node_id IS 'Stable hash: the same for the same definition at the same path in every run.';
COMMENT ON COLUMN main.nodes.file_id IS 'files.file_id of its file.';
COMMENT ON COLUMN main.nodes.parent_id IS 'node_id of the enclosing definition; NULL for a module.';
COMMENT ON COLUMN main.nodes.kind IS 'module, class, function, method, lambda, parameter, variable, field, import, type_alias or type_parameter.';
COMMENT ON COLUMN main.nodes.name IS 'As written in the source; a module''s dotted name.';
COMMENT ON COLUMN main.nodes.qualified_name IS 'Dotted, within the module; a module''s dotted name.';
COMMENT ON COLUMN main.nodes.start_line IS 'First line of the whole definition.';
COMMENT ON COLUMN main.nodes.start_char IS 'Character in start_line.';
COMMENT ON COLUMN main.nodes.end_line IS 'Last line of the whole definition.';
COMMENT ON COLUMN main.nodes.end_char IS 'Character in end_line, exclusive.';
COMMENT ON COLUMN main.nodes.name_start_line IS 'Line of the defining name; a module: line 0.';
COMMENT ON COLUMN main.nodes.name_start_char IS 'First character of the defining name; a module: 0, an empty range.';
COMMENT ON COLUMN main.nodes.name_end_line IS 'Line where the defining name ends.';
COMMENT ON COLUMN main.nodes.name_end_char IS 'Character after the defining name.';
COMMENT ON COLUMN main.nodes.signature IS 'The declaration in one line; the name alone where there is none.';
COMMENT ON COLUMN main.nodes.docstring IS 'Documentation text, indentation removed; NULL without one.';
COMMENT ON COLUMN main.nodes.visibility IS 'public, protected or private, by the language''s conventions.';
COMMENT ON COLUMN main.nodes.is_test IS 'It is test code.';

COMMENT ON VIEW main.edges IS 'Relations between nodes, as the source says them. A target that is outside the repository or unknown is NULL with its name kept.';
COMMENT ON COLUMN main.edges.source_id IS 'nodes.node_id of the definition that the relation starts from or is written in.';
COMMENT ON COLUMN main.edges.target_id IS 'nodes.node_id of what it leads to; NULL when outside the repository or unknown.';
COMMENT ON COLUMN main.edges.kind IS 'contains, imports, calls, instantiates (a call of a class), inherits (class to base), decorates (from the decorated definition to its decorator), reads, writes, overrides (member to the base''s member).';
COMMENT ON COLUMN main.edges.target_name IS 'The target''s name as written; an import''s module and name, joined.';
COMMENT ON COLUMN main.edges.file_id IS 'files.file_id of the file that says so.';
COMMENT ON COLUMN main.edges.start_line IS 'Where it is said: the import clause, the call, the name; for contains the whole target.';
COMMENT ON COLUMN main.edges.start_char IS 'Character in start_line.';
COMMENT ON COLUMN main.edges.end_line IS 'Where that ends.';
COMMENT ON COLUMN main.edges.end_char IS 'Character in end_line, exclusive.';

COMMENT ON TABLE main.chunks IS 'Pieces for reading and retrieval, in six levels. Every line of an indexed file is in exactly one leaf.';
COMMENT ON COLUMN main.chunks.chunk_id IS 'Stable hash; changes in other parts of the file leave it as it is.';
COMMENT ON COLUMN main.chunks.parent_id IS 'chunk_id of the chunk one level up; NULL for the repository.';
COMMENT ON COLUMN main.chunks.kind IS 'repository, project, module, file, class or function.';
COMMENT ON COLUMN main.chunks.part IS '0: a skeleton, the summary of what is below it; from 1 up: a leaf, numbered within what it is a piece of.';
COMMENT ON COLUMN main.chunks.fqn IS 'Fully qualified name of what the chunk shows.';
COMMENT ON COLUMN main.chunks.path IS 'Its file; NULL above the level of files.';
COMMENT ON COLUMN main.chunks.start_line IS 'First line; NULL above the level of files. The leaves of a file are in the order of start_line, end_line, part.';
COMMENT ON COLUMN main.chunks.end_line IS 'Line after the last; that of start_line in all but the last part of a single line that had to be divided.';
COMMENT ON COLUMN main.chunks.content IS 'Source text of a leaf; a summary (header, documentation, signatures) of an inner chunk.';
COMMENT ON COLUMN main.chunks.content_hash IS 'MD5 of content.';
COMMENT ON COLUMN main.chunks.token_estimate IS 'About how many tokens a language model takes for content: a quarter of its bytes in UTF-8.';
COMMENT ON COLUMN main.chunks.symbol IS 'symbols.symbol of the definition it shows; NULL when it shows none.';
COMMENT ON COLUMN main.chunks.language IS 'Language of the file; above the level of files that of all files, NULL when they differ.';
COMMENT ON COLUMN main.chunks.visibility IS 'public, protected or private.';
COMMENT ON COLUMN main.chunks.is_test IS 'It is test code.';

COMMENT ON VIEW main.imports IS 'One row per name that an import statement brings in.';
COMMENT ON COLUMN main.imports.path IS 'The importing file.';
COMMENT ON COLUMN main.imports.start_line IS 'Where the clause begins.';
COMMENT ON COLUMN main.imports.start_char IS 'Character in start_line.';
COMMENT ON COLUMN main.imports.end_line IS 'Where the clause ends.';
COMMENT ON COLUMN main.imports.end_char IS 'Character in end_line, exclusive.';
COMMENT ON COLUMN main.imports.module IS 'Dotted, as written, without leading dots; empty when only dots are written.';
COMMENT ON COLUMN main.imports.name IS 'The name taken from the module; NULL when the module itself is imported; * for all names.';
COMMENT ON COLUMN main.imports.alias IS 'The name given to it here; NULL without one.';
COMMENT ON COLUMN main.imports.level IS 'Number of leading dots: 0 absolute, 1 the own package, 2 its parent.';
COMMENT ON COLUMN main.imports.is_star IS 'It brings in every exported name.';
COMMENT ON COLUMN main.imports.status IS 'resolved (in this repository), standard_library, external (another package) or unresolved.';
COMMENT ON COLUMN main.imports.reason IS 'Why it is not resolved; NULL when it is.';
COMMENT ON COLUMN main.imports.target_path IS 'The file that it leads to; NULL outside the repository.';
COMMENT ON COLUMN main.imports.target_symbol IS 'symbols.symbol of what is imported, after re-exports; NULL outside the repository.';

COMMENT ON TABLE main.file_dependencies IS 'Which file imports from which, within the repository.';
COMMENT ON COLUMN main.file_dependencies.source_path IS 'The importing file.';
COMMENT ON COLUMN main.file_dependencies.target_path IS 'The file imported from, never the same.';
COMMENT ON COLUMN main.file_dependencies.import_count IS 'Number of imports between the two.';

COMMENT ON TABLE main.exports IS 'The names that other files can import from a file.';
COMMENT ON COLUMN main.exports.path IS 'The file that offers the name.';
COMMENT ON COLUMN main.exports.name IS 'The name as importers write it.';
COMMENT ON COLUMN main.exports.symbol IS 'symbols.symbol of what it is, after re-exports; NULL when outside the repository or unknown.';
COMMENT ON COLUMN main.exports.is_reexport IS 'It is defined elsewhere and passed on.';

COMMENT ON TABLE main.dependency_cycles IS 'Files that import each other in a circle: strongly connected components of file_dependencies with two files or more.';
COMMENT ON COLUMN main.dependency_cycles.cycle_id IS 'Number of the cycle; its rows are its files.';
COMMENT ON COLUMN main.dependency_cycles.path IS 'A file of the cycle.';

COMMENT ON VIEW main.occurrences IS 'Every place where a name stands.';
COMMENT ON COLUMN main.occurrences.path IS 'The file.';
COMMENT ON COLUMN main.occurrences.start_line IS 'Line of the name.';
COMMENT ON COLUMN main.occurrences.start_char IS 'First character of the name.';
COMMENT ON COLUMN main.occurrences.end_line IS 'Line where the name ends.';
COMMENT ON COLUMN main.occurrences.end_char IS 'Character after the name.';
COMMENT ON COLUMN main.occurrences.symbol IS 'SCIP symbol of what it refers to; local N is meaningful within its file only; NULL when unknown.';
COMMENT ON COLUMN main.occurrences.roles IS 'SCIP bit set: 1 definition, 2 import, 4 write, 8 read, 16 generated, 32 test, 64 forward definition.';
COMMENT ON COLUMN main.occurrences.enclosing_symbol IS 'Symbol of the innermost module, class or function that it stands in.';
COMMENT ON COLUMN main.occurrences.syntax_kind IS 'SCIP''s name of the kind of syntax, for highlighting.';

COMMENT ON TABLE main.symbols IS 'What SCIP calls symbol information: one row per definition with a symbol.';
COMMENT ON COLUMN main.symbols.symbol IS 'SCIP symbol.';
COMMENT ON COLUMN main.symbols.display_name IS 'Its name for people.';
COMMENT ON COLUMN main.symbols.kind IS 'SCIP''s number of the kind of symbol: 7 class, 17 function, 26 method, 61 variable and so on.';
COMMENT ON COLUMN main.symbols.path IS 'The defining file.';
COMMENT ON COLUMN main.symbols.start_line IS 'Line of the defining name.';
COMMENT ON COLUMN main.symbols.start_char IS 'First character of the defining name.';
COMMENT ON COLUMN main.symbols.end_line IS 'Line where the defining name ends.';
COMMENT ON COLUMN main.symbols.end_char IS 'Character after the defining name.';
COMMENT ON COLUMN main.symbols.signature IS 'The declaration in one line; the name alone where there is none.';
COMMENT ON COLUMN main.symbols.documentation IS 'Documentation text, indentation removed; NULL without one.';
COMMENT ON COLUMN main.symbols.enclosing_symbol IS 'Symbol of the enclosing definition; NULL for a module.';
COMMENT ON COLUMN main.symbols.visibility IS 'public, protected or private.';
COMMENT ON COLUMN main.symbols.is_test IS 'It is test code.';

COMMENT ON VIEW main.relationships IS 'Relations between symbols in SCIP''s terms: bases of classes, overridden members.';
COMMENT ON COLUMN main.relationships.symbol IS 'The symbol that has the relation.';
COMMENT ON COLUMN main.relationships.related_symbol IS 'The symbol it is related to.';
COMMENT ON COLUMN main.relationships.is_reference IS 'Find references of one shows the other''s.';
COMMENT ON COLUMN main.relationships.is_implementation IS 'symbol implements, extends or overrides related_symbol.';
COMMENT ON COLUMN main.relationships.is_type_definition IS 'related_symbol is the type of symbol.';
COMMENT ON COLUMN main.relationships.is_definition IS 'Go to definition of symbol leads to related_symbol.';

COMMENT ON VIEW main.resolved_occurrences IS 'Every occurrence with the place of its definition: the best candidate when there are several.';
COMMENT ON COLUMN main.resolved_occurrences.path IS 'The file of the occurrence.';
COMMENT ON COLUMN main.resolved_occurrences.start_line IS 'Line of the name.';
COMMENT ON COLUMN main.resolved_occurrences.start_char IS 'First character of the name.';
COMMENT ON COLUMN main.resolved_occurrences.end_line IS 'Line where the name ends.';
COMMENT ON COLUMN main.resolved_occurrences.end_char IS 'Character after the name.';
COMMENT ON COLUMN main.resolved_occurrences.symbol IS 'SCIP symbol of what it refers to; NULL when unknown.';
COMMENT ON COLUMN main.resolved_occurrences.roles IS 'SCIP bit set, as in occurrences.';
COMMENT ON COLUMN main.resolved_occurrences.enclosing_symbol IS 'Symbol of the innermost module, class or function that it stands in.';
COMMENT ON COLUMN main.resolved_occurrences.syntax_kind IS 'SCIP''s name of the kind of syntax.';
COMMENT ON COLUMN main.resolved_occurrences.def_path IS 'File of the definition; NULL when it is outside the repository or unknown.';
COMMENT ON COLUMN main.resolved_occurrences.def_start_line IS 'Line of the defining name; a module is defined at line 0, character 0, by an empty range.';
COMMENT ON COLUMN main.resolved_occurrences.def_start_char IS 'First character of the defining name.';
COMMENT ON COLUMN main.resolved_occurrences.def_end_line IS 'Line where the defining name ends.';
COMMENT ON COLUMN main.resolved_occurrences.def_end_char IS 'Character after the defining name.';
COMMENT ON COLUMN main.resolved_occurrences.resolution IS 'How it was found: local, file, import, attribute, builtin, external or unresolved.';
COMMENT ON COLUMN main.resolved_occurrences.confidence IS 'From 0 to 1: 1 for what scopes and imports say, 1/n for one of n candidates that types lead to, 0 when unresolved.';
COMMENT ON COLUMN main.resolved_occurrences.reason IS 'Why no definition is known; NULL when one is.';

COMMENT ON VIEW main.call_edges IS 'Which definition calls which, one row per place and possible callee; calls that lead outside the repository are in edges only.';
COMMENT ON COLUMN main.call_edges.caller_symbol IS 'Symbol of the innermost definition that the call stands in.';
COMMENT ON COLUMN main.call_edges.callee_symbol IS 'Symbol of what is called.';
COMMENT ON COLUMN main.call_edges.path IS 'The file of the call.';
COMMENT ON COLUMN main.call_edges.start_line IS 'Line of the callee''s name in the call.';
COMMENT ON COLUMN main.call_edges.start_char IS 'First character of the callee''s name in the call.';

COMMENT ON TABLE main.stage_runs IS 'The last run of each stage that contributed to this database.';
COMMENT ON COLUMN main.stage_runs.run_id IS 'Dagster''s id of the run.';
COMMENT ON COLUMN main.stage_runs.stage IS 'Name of the stage.';
COMMENT ON COLUMN main.stage_runs.generation IS 'The generation of ir that it was computed from; equals repository.generation in a published database.';
COMMENT ON COLUMN main.stage_runs.status IS 'computed, cached (nothing had changed) or disabled.';
COMMENT ON COLUMN main.stage_runs.started_at IS 'When it started.';
COMMENT ON COLUMN main.stage_runs.seconds IS 'Wall time.';
COMMENT ON COLUMN main.stage_runs.cpu_seconds IS 'CPU time, worker processes included.';
COMMENT ON COLUMN main.stage_runs.peak_rss_bytes IS 'Largest resident memory of one of its processes.';
COMMENT ON COLUMN main.stage_runs.workers IS 'Number of worker processes.';
COMMENT ON COLUMN main.stage_runs.items IS 'Number of files it went through.';
COMMENT ON COLUMN main.stage_runs.rows IS 'Number of rows it wrote.';
COMMENT ON COLUMN main.stage_runs.errors IS 'Number of diagnostics of severity error that it wrote.';
