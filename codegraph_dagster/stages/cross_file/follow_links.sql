-- One round: links to names that are resolved become what those are; names whose bindings say enough are resolved.
-- Of a name's bindings the first that leads into the repository counts, else the first that leads outside. When the
-- variable `is_stuck` is set, bindings that still wait (for each other, in a circle) are passed over. `is_late` is set from
-- then on.
CREATE OR REPLACE TABLE weighed AS
SELECT
    pending.file_no,
    pending.name,
    pending.tier,
    pending.preference,
    pending.link_file IS NULL OR resolved.file_no IS NOT NULL AS is_known,
    CASE WHEN pending.link_file IS NULL THEN pending.target_file ELSE resolved.target_file END AS target_file,
    CASE WHEN pending.link_file IS NULL THEN pending.definition ELSE resolved.definition END AS definition,
    CASE WHEN pending.link_file IS NULL THEN pending.external_module ELSE resolved.external_module END AS external_module,
    CASE WHEN pending.link_file IS NULL THEN pending.external_name ELSE resolved.external_name END AS external_name,
    CASE WHEN pending.link_file IS NULL THEN pending.status ELSE resolved.status END AS status,
    CASE WHEN pending.link_file IS NULL THEN pending.reason ELSE resolved.reason END AS reason
FROM pending
LEFT JOIN resolved ON resolved.file_no = pending.link_file AND resolved.name = pending.link_name;

CREATE OR REPLACE TABLE decided AS
SELECT file_no, name, coalesce(inside, outside, any_known) AS preference
FROM (
    SELECT
        file_no,
        name,
        min(preference) FILTER (NOT is_known) AS waiting,
        min(preference) FILTER (is_known AND target_file IS NOT NULL) AS inside,
        min(preference) FILTER (is_known AND external_module IS NOT NULL) AS outside,
        min(preference) FILTER (is_known) AS any_known
    FROM weighed
    GROUP BY file_no, name
)
WHERE waiting IS NULL OR inside < waiting OR (getvariable('is_stuck') AND any_known IS NOT NULL);

INSERT INTO resolved
SELECT file_no, name, tier, target_file, definition, external_module, external_name, status, reason, getvariable('is_late')
FROM weighed
SEMI JOIN decided USING (file_no, name, preference);

CREATE OR REPLACE TABLE pending AS
FROM pending
ANTI JOIN decided USING (file_no, name);
