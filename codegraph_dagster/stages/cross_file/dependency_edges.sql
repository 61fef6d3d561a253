SELECT source, target FROM dependencies UNION FROM other_edges ORDER BY ALL;
