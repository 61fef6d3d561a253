-- What must hold in a database before users see it, but for what known_changes.sql says. One row for each rule, with the
-- number of rows that break it and one example. The database is attached as `work`.
SET VARIABLE generation = (SELECT generation FROM work.main.repository);
-- Where a stage is switched off, nothing can be said of its rows by those of the others.
SET VARIABLE has_symbols = NOT EXISTS (FROM work.main.stage_runs WHERE stage = 'symbols' AND status = 'disabled');

CREATE OR REPLACE TEMP TABLE integrity AS
WITH
problems AS (
    -- Every stage has run, on the rows that are there.
    SELECT 'same_generation' AS rule, format('stage {} was not run', stage) AS example
    FROM unnest(getvariable('stages')) AS t (stage)
    WHERE stage NOT IN (SELECT stage FROM work.main.stage_runs)
    UNION ALL
    SELECT 'same_generation', format(
        'stage {} is of generation {}, the repository of {}', stage, generation, getvariable('generation')
    )
    FROM work.main.stage_runs
    -- What it says of the last publication is replaced when this one is made.
    WHERE generation IS DISTINCT FROM getvariable('generation') AND stage <> 'published_index'
    UNION ALL
    SELECT 'same_generation', format('{} rows in the table repository', count(*))
    FROM work.main.repository HAVING count(*) <> 1

    UNION ALL
    SELECT 'unique_keys', format('files.path {}', path)
    FROM work.ir.files GROUP BY path HAVING count(*) > 1
    UNION ALL
    SELECT 'unique_keys', format('files.file_id {}', file_id)
    FROM work.ir.files GROUP BY file_id HAVING count(*) > 1
    UNION ALL
    SELECT 'unique_keys', format('files.file_no {}', file_no)
    FROM work.ir.files GROUP BY file_no HAVING count(*) > 1
    UNION ALL
    SELECT 'unique_keys', format('nodes.node_id {}', node_id)
    FROM work.ir.definitions GROUP BY node_id HAVING count(*) > 1
    UNION ALL
    -- Of large tables only the keys that doubtful_keys.sql leaves in doubt are sorted, none as a rule.
    SELECT DISTINCT 'unique_keys', format('definitions.definition {}', definition)
    FROM (
        SELECT definition, lag(definition) OVER (ORDER BY definition) AS previous
        FROM work.ir.definitions
        JOIN doubtful_keys('work.ir.definitions', 'definition') ON definition BETWEEN first AND last
    ) AS keys
    WHERE definition = previous
    UNION ALL
    SELECT DISTINCT 'unique_keys', format('names.id {}', id)
    FROM (
        SELECT id, lag(id) OVER (ORDER BY id) AS previous
        FROM work.ir.names
        JOIN doubtful_keys('work.ir.names', 'id') ON id BETWEEN first AND last
    ) AS keys
    WHERE id = previous
    UNION ALL
    SELECT DISTINCT 'unique_keys', format('occurrences.id {}', id)
    FROM (
        SELECT id, lag(id) OVER (ORDER BY id) AS previous
        FROM work.links.occurrences
        JOIN doubtful_keys('work.links.occurrences', 'id') ON id BETWEEN first AND last
    ) AS keys
    WHERE id = previous
    UNION ALL
    SELECT 'unique_keys', format('chunks.chunk_id {}', chunk_id)
    FROM work.main.chunks GROUP BY chunk_id HAVING count(*) > 1
    UNION ALL
    SELECT 'unique_keys', format('symbols.symbol {}', symbol)
    FROM work.main.symbols WHERE NOT starts_with(symbol, 'local ') GROUP BY symbol HAVING count(*) > 1
    UNION ALL
    SELECT 'unique_keys', format('symbols.symbol {} of {}', symbol, path)
    FROM work.main.symbols WHERE starts_with(symbol, 'local ') GROUP BY symbol, path HAVING count(*) > 1
    UNION ALL
    SELECT 'unique_keys', format('imports.import {}', import)
    FROM work.links.imports GROUP BY import HAVING count(*) > 1

    UNION ALL
    SELECT 'known_files', format('{} names a file that is not in files: {}', origin, path)
    FROM (
        SELECT 'chunks' AS origin, path FROM work.main.chunks
        UNION ALL SELECT 'symbols', path FROM work.main.symbols
        UNION ALL SELECT 'exports', path FROM work.main.exports
        UNION ALL SELECT 'dependency_cycles', path FROM work.main.dependency_cycles
        UNION ALL SELECT 'file_dependencies', source_path FROM work.main.file_dependencies
        UNION ALL SELECT 'file_dependencies', target_path FROM work.main.file_dependencies
    ) AS origins
    WHERE path IS NOT NULL AND path NOT IN (SELECT path FROM work.ir.files)
    UNION ALL
    SELECT 'known_files', format('{} has a file number that is not in files: {}', origin, file_no)
    FROM (
        SELECT 'definitions' AS origin, file_no FROM work.ir.definitions
        UNION ALL SELECT 'names', file_no FROM work.ir.names
        UNION ALL SELECT 'occurrences', file_no FROM work.links.occurrences
        UNION ALL SELECT 'imports', target_file FROM work.links.imports
    ) AS origins
    ANTI JOIN work.ir.files USING (file_no)
    WHERE file_no IS NOT NULL

    UNION ALL
    SELECT 'known_definitions', format('{} refers to a definition that does not exist: {}', origin, definition)
    FROM (
        SELECT 'occurrences' AS origin, definition FROM work.links.occurrences
        UNION ALL SELECT 'occurrences', enclosing FROM work.links.occurrences
        UNION ALL SELECT 'resolutions', definition FROM work.links.resolutions
        UNION ALL SELECT 'imports', target_definition FROM work.links.imports
        UNION ALL SELECT 'imports', bound_definition FROM work.links.imports
        UNION ALL SELECT 'members', definition FROM work.links.members
        UNION ALL SELECT 'calls', caller FROM work.links.calls
        UNION ALL SELECT 'calls', callee FROM work.links.calls
        UNION ALL SELECT 'relationships', definition FROM work.links.relationships
        UNION ALL SELECT 'relationships', related_definition FROM work.links.relationships
    ) AS origins
    ANTI JOIN work.ir.definitions USING (definition)
    WHERE definition IS NOT NULL

    UNION ALL
    SELECT 'known_symbols', CASE origin
        WHEN 'definitions' THEN format('no row in symbols for {}', symbol)
        ELSE format('{} refers to a symbol that does not exist: {}', origin, symbol)
    END
    FROM (
        SELECT 'chunks' AS origin, symbol FROM work.main.chunks
        UNION ALL SELECT 'symbols.enclosing_symbol', enclosing_symbol FROM work.main.symbols
        UNION ALL
        -- What a file passes on may be defined outside the repository.
        SELECT 'exports', symbol FROM work.main.exports WHERE NOT is_reexport
        UNION ALL SELECT 'definitions', symbol FROM work.ir.definitions
    ) AS origins
    WHERE symbol IS NOT NULL AND getvariable('has_symbols') AND symbol NOT IN (SELECT symbol FROM work.main.symbols)

    UNION ALL
    SELECT 'known_parents', format('the parent of node {} does not exist', node_id)
    FROM work.ir.definitions
    WHERE parent IS NOT NULL AND parent NOT IN (SELECT definition FROM work.ir.definitions)
    UNION ALL
    SELECT 'known_parents', format('the {} {} has no parent', kind, node_id)
    FROM work.ir.definitions
    WHERE parent IS NULL AND kind <> 'module'
    UNION ALL
    SELECT 'known_parents', format('the parent of chunk {} does not exist', chunk_id)
    FROM work.main.chunks
    WHERE parent_id IS NOT NULL AND parent_id NOT IN (SELECT chunk_id FROM work.main.chunks)
    UNION ALL
    SELECT 'known_parents', format('the chunk {} ({}) has no parent', chunk_id, kind)
    FROM work.main.chunks
    WHERE parent_id IS NULL AND kind <> 'repository'

    UNION ALL
    -- A file that ends with a line terminator has one position behind it.
    SELECT 'ranges_inside_files', format('{} {}:{}-{}:{} of {} lines', origin, start_line, start_char, end_line, end_char, lines)
    FROM (
        SELECT 'nodes' AS origin, file_no, start_line, start_char, end_line, end_char FROM work.ir.definitions
        UNION ALL
        SELECT 'node names', file_no, name_start_line, name_start_char, name_end_line, name_end_char
        FROM work.ir.definitions
        UNION ALL
        SELECT 'occurrences', file_no, start_line, start_char, end_line, end_char FROM work.links.occurrences
        UNION ALL
        SELECT 'imports', file_no, start_line, start_char, end_line, end_char FROM work.ir.imports
        UNION ALL
        SELECT 'chunks', f.file_no, c.start_line, 0, c.end_line, 0
        FROM work.main.chunks AS c JOIN work.ir.files AS f ON f.path = c.path
    ) AS ranges
    JOIN work.ir.files AS f USING (file_no)
    WHERE start_line < 0 OR start_line IS NULL OR start_char < 0 OR start_char IS NULL
        -- To compare pairs would take longer.
        OR end_line < start_line OR end_line = start_line AND end_char < start_char
        OR end_line > f.lines
)
SELECT r.rule, count(p.rule) AS violations, min(p.example) AS example
FROM unnest([
    'same_generation', 'unique_keys', 'known_files', 'known_definitions', 'known_symbols', 'known_parents',
    'ranges_inside_files'
]) AS r (rule)
LEFT JOIN problems AS p ON p.rule = r.rule
GROUP BY r.rule;
