"""A code base at a glance: what it is made of, how its packages hang together, what most of it stands on.

Everything is read from a published database. The pictures are drawn by matplotlib, which nothing else needs: it is
imported when the first one is drawn.
"""

from codegraph_dagster.overview.facts import Cycle, HotSpot, Language, Overview, read_overview
from codegraph_dagster.overview.packages import Dependency, Package
from codegraph_dagster.overview.page import data_uri, write_page

__all__ = [
    "Cycle",
    "Dependency",
    "HotSpot",
    "Language",
    "Overview",
    "Package",
    "data_uri",
    "read_overview",
    "write_page",
]
