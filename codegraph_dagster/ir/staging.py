"""The rows that workers leave for the database: one Arrow file for each table of each batch, below one folder.

Arrow's own format costs a fraction of Parquet's time to write and to read; the files live for seconds only.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
from pyarrow import ipc

_SUFFIX = ".arrow"

FROM_CACHE = -1
"""The number of the batch that no worker made."""


def write_batch(folder: Path, number: int, tables: dict[str, pa.Table]) -> None:
    """Write the tables of batch `number` that have rows. Raises OSError when the disk is full."""
    for name, table in tables.items():
        if table.num_rows:
            target = folder / name
            target.mkdir(parents=True, exist_ok=True)
            with (
                pa.OSFile(str(target / f"{number}{_SUFFIX}"), "wb") as sink,
                ipc.new_file(sink, table.schema) as writer,
            ):
                writer.write_table(table)


def forget_batch(folder: Path, number: int) -> None:
    """Delete what was written of batch `number`."""
    for path in folder.glob(f"*/{number}{_SUFFIX}"):
        path.unlink()


def forget_table(folder: Path, name: str) -> None:
    """Delete the rows of one table of all batches."""
    shutil.rmtree(folder / name, ignore_errors=True)


def staged_bytes(folder: Path, name: str) -> int:
    """How much was left of one table, by all batches."""
    return sum(path.stat().st_size for path in (folder / name).glob(f"*{_SUFFIX}"))


def open_table(folder: Path, name: str) -> pa.RecordBatchReader | None:
    """The rows of one table of all batches, in the order of their numbers; None when no batch has any.

    One file at a time is mapped into memory.
    """
    files = sorted((folder / name).glob(f"*{_SUFFIX}"), key=lambda path: int(path.stem))
    if not files:
        return None
    with pa.memory_map(str(files[0])) as first:
        schema = ipc.open_file(first).schema
    return pa.RecordBatchReader.from_batches(schema, _batches(files))


def _batches(files: list[Path]) -> Iterator[pa.RecordBatch]:
    for path in files:
        with pa.memory_map(str(path)) as source:
            reader = ipc.open_file(source)
            for index in range(reader.num_record_batches):
                yield reader.get_batch(index)
