"""Snapshots of navigation: small sources with what every name refers to drawn under it."""
