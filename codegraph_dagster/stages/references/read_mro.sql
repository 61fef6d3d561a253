SELECT class, ancestor, position FROM mro;
