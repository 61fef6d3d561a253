"""The repository map: what matters most in a code base, for people who arrive in it and for prompts.

Everything is computed from a published database, so a map is never older or newer than the index it is made of.
"""

from codegraph_dagster.map.ranking import copy_map, open_map, write_map
from codegraph_dagster.map.rendering import DEFAULT_TOKENS, MapEntry, map_entries, render_map, rendered

__all__ = ["DEFAULT_TOKENS", "MapEntry", "copy_map", "map_entries", "open_map", "render_map", "rendered", "write_map"]
