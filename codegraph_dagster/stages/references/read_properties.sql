SELECT definition FROM properties;
