-- Rows of the files that were computed, and what is computed of all files.
DELETE FROM work.links.resolutions WHERE is_computed(file_of(id));
DELETE FROM work.links.calls WHERE is_computed(file_of(call));
DELETE FROM work.links.inferred_relationships;
DELETE FROM work.known.definitions WHERE is_computed(file_of(definition));
DELETE FROM work.known.class_members WHERE is_computed(file_of(class));
DELETE FROM work.known.parameters WHERE is_computed(file_of(callee));
DELETE FROM work.known.class_bases WHERE is_computed(file_of(class));
DELETE FROM work.known.facts WHERE is_computed(file_of(key));
DELETE FROM work.known.reads WHERE is_computed(file_no);
DELETE FROM work.known.imports;
DELETE FROM work.known.members;
DELETE FROM work.known.external_modules;
DELETE FROM work.known.circumstances;

-- In the rows of other files the keys of definitions that have moved.
UPDATE work.links.resolutions AS rows SET definition = moved.now FROM moved WHERE moved.before = rows.definition;
UPDATE work.links.calls AS rows SET callee = moved.now FROM moved WHERE moved.before = rows.callee;
UPDATE work.known.class_bases AS rows SET base = moved.now FROM moved WHERE moved.before = rows.base;
UPDATE work.known.facts AS rows SET definition = moved.now FROM moved WHERE moved.before = rows.definition;
UPDATE work.known.reads AS rows SET definition = moved.now FROM moved WHERE moved.before = rows.definition;
