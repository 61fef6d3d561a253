SELECT version FROM cache.main.written_by;
