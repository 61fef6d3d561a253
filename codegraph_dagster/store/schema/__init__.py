"""The SQL of the tables and views of a database."""
