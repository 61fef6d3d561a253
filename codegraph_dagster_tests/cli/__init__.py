"""The command `codegraph`."""
