DELETE FROM work.main.repository;
