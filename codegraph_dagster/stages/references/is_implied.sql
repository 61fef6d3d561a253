-- Whether something else is found under a name that no file need write: of a method that a statement calls.
SELECT count(*) > 0
FROM changed_names
JOIN language_words ON language_words.word = changed_names.name
WHERE meaning IN ('enter', 'iterate', 'index', 'call', 'next', 'constructor', 'allocator');
