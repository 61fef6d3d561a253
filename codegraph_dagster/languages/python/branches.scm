; Where one of several blocks runs, by conditions that branches.py may know.
(if_statement) @statement
