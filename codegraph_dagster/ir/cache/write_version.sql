INSERT INTO cache.main.written_by VALUES ($version);
