DELETE FROM cache.main.entries WHERE entry IN (SELECT entry FROM dropped);
DELETE FROM cache.main.findings WHERE entry IN (SELECT entry FROM dropped);
