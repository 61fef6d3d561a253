-- Which run of stage `ir` the attached working database comes from.
SELECT generation FROM work.main.repository;
