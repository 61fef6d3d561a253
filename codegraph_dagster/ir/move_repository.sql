-- The same rows, seen in another folder or at another commit.
UPDATE work.main.repository SET name = $name, root = $root, revision = $revision;
