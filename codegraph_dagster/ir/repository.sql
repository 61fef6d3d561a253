-- Which repository, in which state, the rows are of, and what extracted them.
SELECT root, revision, generation, extractor_version FROM work.main.repository;
