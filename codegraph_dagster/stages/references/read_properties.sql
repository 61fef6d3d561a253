SELECT definition FROM all_class_members WHERE is_property;
