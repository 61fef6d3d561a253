"""The questions that the commands put to a published database, over its macros. Lines and columns count from 1 here."""
