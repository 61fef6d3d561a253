-- Which module takes all names of which other.
CREATE TABLE stars AS
SELECT import, file_no, is_guarded, module_file
FROM statements
WHERE is_star AND is_top_level AND module_file <> file_no;

-- Modules outside the repository from which a module takes everything: what they have is not known.
CREATE TABLE open_stars AS
SELECT DISTINCT file_no, module AS origin, module_status AS status
FROM statements
WHERE is_star AND is_top_level AND module_file IS NULL;

-- The stub of a module answers for it; what the stub leaves out is in the source.
CREATE TABLE twins AS
SELECT stubs.file_no AS stub_file, min(sources.file_no) AS source_file
FROM files AS stubs
JOIN files AS sources USING (language, module)
WHERE stubs.is_stub AND NOT sources.is_stub
GROUP BY stubs.file_no;
