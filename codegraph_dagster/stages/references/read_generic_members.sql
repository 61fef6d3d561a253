SELECT definition, argument.argument, argument.way, is_called
FROM (
    SELECT definition, kind = 'method' AND NOT is_property AS is_called, unnest(arguments) AS argument
    FROM all_class_members
);
