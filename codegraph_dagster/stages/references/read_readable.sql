SELECT definition FROM readable WHERE is_computed(file_no);
