"""What the forkserver imports once, so that each step process starts with it.

Dagster imports its storages and their database libraries only when a step writes its first event, and the
stages import DuckDB, Arrow and the parser; a step that had to do so would take half a second longer.
"""

from __future__ import annotations

import multiprocessing
import os

import codegraph_dagster.ir.build
import codegraph_dagster.store.publish  # noqa: F401 - all of these are imported for their effect

_IMPORTED_BY = os.getpid()


def is_missing() -> bool:
    """Whether this is a step process that had to import all of this by itself.

    The forkserver hides an import that fails, and steps then only get slower.
    """
    return multiprocessing.parent_process() is not None and os.getpid() == _IMPORTED_BY
