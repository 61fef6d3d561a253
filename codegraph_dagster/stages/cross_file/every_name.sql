CREATE MACRO is_wanted(file, bound) AS true;
CREATE VIEW chosen AS FROM statements;
CREATE VIEW own_names AS FROM out.own_names;
CREATE VIEW bound_names AS FROM own_names;
CREATE TABLE out.listed AS FROM listed;
