-- What the attached working database is of.
SELECT revision, generation, extractor_version FROM work.main.repository;
