UPDATE cache.main.entries SET used = $used WHERE entry IN (SELECT old_no FROM moved);
