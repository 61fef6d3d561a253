-- Which repository, in which state, the rows are of.
SELECT root, revision, generation FROM work.main.repository;
