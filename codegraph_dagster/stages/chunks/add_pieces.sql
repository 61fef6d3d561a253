INSERT INTO pieces FROM piece_batch;
