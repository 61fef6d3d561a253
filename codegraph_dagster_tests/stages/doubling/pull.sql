CREATE TABLE files AS FROM work.ir.files;
