"""The stages after `ir`: each is a package with its SQL beside it and one `STAGE` object."""
