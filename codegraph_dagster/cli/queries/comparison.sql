SELECT revision, old_revision, old_indexed_at::VARCHAR AS old_indexed_at, reason FROM comparison;
