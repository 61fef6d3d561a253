-- What the next run has to know of the files that were computed; of all files, what stage cross_file said.
CREATE TABLE out.definitions AS SELECT definition, identity FROM nameable WHERE is_computed(file_no);
CREATE TABLE out.class_members AS FROM class_members;
CREATE TABLE out.parameters AS FROM parameters;
CREATE TABLE out.class_bases AS FROM class_bases;
CREATE TABLE out.facts AS FROM boundary;
CREATE TABLE out.reads AS FROM reads;
CREATE TABLE out.imports AS SELECT file_no, digest FROM import_digests;
CREATE TABLE out.members AS SELECT name, digest FROM member_digests;
CREATE TABLE out.external_modules AS FROM external_names;
CREATE TABLE out.circumstances AS SELECT module_names, getvariable('is_complete') AS is_complete FROM circumstances;

CREATE TABLE moved AS FROM renumbered WHERE before <> now;
