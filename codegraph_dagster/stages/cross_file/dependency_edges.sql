SELECT DISTINCT source, target FROM dependencies ORDER BY ALL;
