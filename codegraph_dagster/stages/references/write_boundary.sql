CREATE TABLE boundary AS FROM found_boundary;
CREATE TABLE reads AS FROM found_reads;
