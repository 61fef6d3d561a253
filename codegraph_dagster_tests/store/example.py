"""A small working database, written by hand: two modules, where b imports and calls what a defines."""

from __future__ import annotations

from pathlib import Path

from codegraph_dagster.paths import DataLayout
from codegraph_dagster.store.working import WorkingStore

STAGES = ("ir", "chunks", "cross_file", "occurrences", "symbols", "references")


def example_store(data_dir: Path, generation: str = "g1", name: str = "example") -> WorkingStore:
    """A working database with the rows of example.sql, every stage done in this generation."""
    store = WorkingStore(DataLayout(data_dir), name)
    script = Path(__file__).with_name("example.sql").read_text()
    with store.connect() as connection, store.creating(connection):
        connection.execute("USE work")
        connection.execute(script)
        connection.execute("USE memory")
        connection.execute("UPDATE work.main.repository SET generation = ?, name = ?", [generation, name])
        for stage in STAGES:
            connection.execute(
                "INSERT INTO work.main.stage_runs BY NAME "
                "SELECT ? AS stage, ? AS generation, 'computed' AS status, now() AS started_at",
                [stage, generation],
            )
    return store
