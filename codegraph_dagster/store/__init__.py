"""The databases: connections, the working copy with its lock, and the atomic publish."""
