CREATE TABLE boundary AS FROM found_boundary;
CREATE TABLE out.reads AS FROM found_reads;
