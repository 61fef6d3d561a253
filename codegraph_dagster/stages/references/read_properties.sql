SELECT definition FROM properties ORDER BY definition;
