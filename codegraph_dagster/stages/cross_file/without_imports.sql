-- What the steps about imports leave where nothing is imported.
CREATE TABLE out.imports (
    import BIGINT,
    status VARCHAR,
    reason VARCHAR,
    target_file INTEGER,
    target_definition BIGINT,
    external_module VARCHAR,
    external_name VARCHAR,
    bound_definition BIGINT,
    bound_external VARCHAR
);
CREATE TABLE out.file_dependencies (source_path VARCHAR, target_path VARCHAR, import_count INTEGER);
CREATE TABLE out.dependency_cycles (cycle_id INTEGER, path VARCHAR);
