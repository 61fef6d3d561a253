-- Every symbol that occurs but is of another package or of the language itself.
SELECT DISTINCT o.symbol
FROM graph.main.occurrences AS o
WHERE o.symbol IS NOT NULL
    AND NOT starts_with(o.symbol, 'local ')
    AND NOT EXISTS (FROM graph.main.symbols AS s WHERE s.symbol = o.symbol)
ORDER BY o.symbol;
