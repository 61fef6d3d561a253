"""Dagster's storage in SQLite, with connections to the event log that are kept.

A run writes more than a hundred events one by one. Dagster's own storage makes an engine and a connection for each,
and looks at the schema again in each step, which takes several times as long as the writing.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from weakref import WeakSet

import dagster as dg
from dagster._core.events.log import EventLogEntry
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite import create_db_conn_string
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy.engine import Connection, Engine, create_engine

# A run uses two: its own database, and the index of all runs.
_MOST_ENGINES: Final = 4
# How long a writer waits for another.
_BUSY_SECONDS: Final = 30

_STORAGES: Final[WeakSet[KeptEventLogStorage]] = WeakSet()
_INITIALIZED: Final[set[str]] = set()
"""Databases whose schema was looked at. Steps are forked, so they know what the run's process has looked at."""


class KeptSqliteStorage(DagsterSqliteStorage):
    """The same files as Dagster's own storage has, so that either may go on from the other. `base_dir` is by default
    Dagster's home."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        super().__init__(base_dir, inst_data)
        self._event_log_storage = KeptEventLogStorage(str(Path(base_dir) / "history" / "runs"))

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        """The settings below `storage: custom: config:` in dagster.yaml."""
        return {"base_dir": dg.Field(dg.StringSource, is_required=False)}

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> KeptSqliteStorage:
        """Make the storage that dagster.yaml names."""
        return cls.from_local(**{"base_dir": os.environ.get("DAGSTER_HOME", ""), **config_value}, inst_data=inst_data)


class KeptEventLogStorage(SqliteEventLogStorage):
    """Dagster's event log, with few connections that stay open."""

    def __init__(self, base_dir: str) -> None:
        self._engines: OrderedDict[str, Engine] = OrderedDict()
        super().__init__(base_dir)
        _STORAGES.add(self)

    def store_event(self, event: EventLogEntry) -> None:
        """Store an event. The web UI is told by a change of the database's file, but what is written stands in the
        log beside that file until the last connection is closed."""
        super().store_event(event)
        os.utime(self.path_for_shard(event.run_id))

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock:
            engine = self._engine(shard)
            path = self.path_for_shard(shard)
            if path not in _INITIALIZED or not Path(path).exists():
                engine.dispose()
                self._initdb(engine)
                _INITIALIZED.add(path)
            with engine.connect() as connection, connection.begin():
                yield connection

    def _engine(self, shard: str) -> Engine:
        engine = self._engines.pop(shard, None)
        if engine is None:
            url = create_db_conn_string(self._base_dir, shard)
            engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS})
            sqlalchemy_event.listen(engine, "connect", _do_not_wait_for_the_disk)
        self._engines[shard] = engine  # the last one is the one that was used last
        while len(self._engines) > _MOST_ENGINES:
            self._engines.popitem(last=False)[1].dispose()
        return engine

    def close_connections(self) -> None:
        """Close what is kept; the next use opens it again."""
        for engine in self._engines.values():
            engine.dispose()

    def dispose(self) -> None:
        """Called by Dagster when the instance is no longer used."""
        self.close_connections()
        super().dispose()


def _do_not_wait_for_the_disk(connection: Any, _record: object) -> None:
    """With a write-ahead log the database stays whole all the same; a power failure may cost the last events."""
    connection.execute("PRAGMA synchronous=NORMAL")


def _close_all() -> None:
    """A connection of SQLite must not be in two processes."""
    for storage in tuple(_STORAGES):
        storage.close_connections()


os.register_at_fork(before=_close_all)
