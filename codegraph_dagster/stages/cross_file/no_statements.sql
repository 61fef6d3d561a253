-- What the steps about import statements leave where there are none.
CREATE TABLE out.statements AS
SELECT
    *,
    NULL::INTEGER AS module_file,
    NULL::VARCHAR AS module_status,
    NULL::VARCHAR AS module_reason,
    NULL::INTEGER AS submodule_file,
    NULL::INTEGER AS top_file,
    NULL::BOOLEAN AS means_another
FROM imports
LIMIT 0;

CREATE TABLE out.import_components (
    id BIGINT, target_definition BIGINT, external_module VARCHAR, reason VARCHAR
);
