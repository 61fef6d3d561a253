-- What only the inference needed, and has read.
DROP TABLE copies;
DROP TABLE demanded;
DROP TABLE given;
DROP TABLE unpacked;
DROP TABLE unpacked_pairs;
DROP TABLE parts;
DROP TABLE subscripts;
DROP TABLE name_numbers;
DROP TABLE implied_calls;
