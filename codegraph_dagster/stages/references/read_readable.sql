SELECT definition FROM nameable WHERE is_readable AND is_computed(file_no);
