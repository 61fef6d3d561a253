"""A small real stage for the tests of the runner: one export for each file, and a diagnostic."""
