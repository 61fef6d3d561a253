"""What the forkserver imports once, so that each step process starts with it.

Dagster imports its storages and their database libraries only when a step writes its first event, and the
stages import DuckDB, Arrow and the parser; a step that had to do so would take half a second longer.
"""

from __future__ import annotations

import multiprocessing
import os
from contextlib import suppress
from importlib import import_module

from codegraph_dagster.languages import languages

# Inner modules of Dagster and of what it stands on, found by comparing what a step has imported before and
# after. One that is not there in another release is left out: preloading changes the time only.
_DAGSTER = (
    "alembic.command",
    "alembic.config",
    "alembic.runtime.migration",
    "dagster._core.execution.plan.execute_plan",
    "dagster._core.storage.event_log.sqlite.sqlite_event_log",
    "dagster._core.storage.local_compute_log_manager",
    "dagster._core.storage.noop_compute_log_manager",
    "dagster._core.storage.runs.sqlite.sqlite_run_storage",
    "dagster._core.storage.schedules.sqlite.sqlite_schedule_storage",
    "dagster._core.storage.sqlite_storage",
    "sqlalchemy.dialects.sqlite",
)
_PROJECT = (
    "multiprocessing.popen_fork",
    "multiprocessing.synchronize",
    "duckdb",
    "pandas",  # by DuckDB, whenever it looks at an Arrow table
    "pyarrow.pandas_compat",
    "pyarrow.parquet",
    "codegraph_dagster.ir.build",
    "codegraph_dagster.store.publish",
    "codegraph_dagster.store.schema",
    "codegraph_dagster.defs.metadata",
    "codegraph_dagster.definitions",
)

for _name in _DAGSTER:
    with suppress(ImportError):
        import_module(_name)
for _name in _PROJECT:
    import_module(_name)
languages()

_IMPORTED_BY = os.getpid()


def is_missing() -> bool:
    """Whether this is a step process that had to import all of this by itself.

    The forkserver hides an import that fails, and steps then only get slower.
    """
    return multiprocessing.parent_process() is not None and os.getpid() == _IMPORTED_BY
