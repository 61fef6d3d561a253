DELETE FROM work.bookkeeping.fingerprints;
INSERT INTO work.bookkeeping.fingerprints BY NAME FROM incoming;
