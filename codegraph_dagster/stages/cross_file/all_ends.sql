CREATE VIEW import_ends AS FROM import_targets;
CREATE TABLE other_edges (source INTEGER, target INTEGER);
