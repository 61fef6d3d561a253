CREATE TABLE out.dependency_cycles AS FROM work.main.dependency_cycles LIMIT 0;
