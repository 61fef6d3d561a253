INSERT INTO work.main.repository BY NAME
SELECT $name AS name, $root AS root, $revision AS revision, $generation AS generation,
    $indexed_at::TIMESTAMPTZ AS indexed_at, $extractor_version AS extractor_version, $languages AS languages;
