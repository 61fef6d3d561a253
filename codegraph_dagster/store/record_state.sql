-- What a stage's rows follow from; the row of its last run is deleted before.
INSERT INTO work.bookkeeping.stages BY NAME
SELECT
    $stage AS stage,
    $inputs AS inputs,
    $data_version AS data_version,
    $computation AS computation,
    $tables::VARCHAR[] AS tables,
    $counts::BIGINT[] AS counts;
