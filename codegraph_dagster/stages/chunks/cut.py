"""Cuts the files, and makes the chunks of the pieces."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import pyarrow as pa

from codegraph_dagster.ir.columns import table
from codegraph_dagster.languages import languages
from codegraph_dagster.stages.chunks.pieces import Piece, Source, Unit, cut_file
from codegraph_dagster.stages.chunks.split import Statements
from codegraph_dagster.stages.runner import StageSession
from codegraph_dagster.store.database import script_text

# Sources are read, cut and put back so many files at a time, so that Python never holds all of the text.
_FILES_PER_BATCH: Final = 200

_PIECE_TYPES: Final[dict[str, pa.DataType]] = {
    "definition": pa.int64(),
    "part": pa.int32(),
    "start_line": pa.int32(),
    "end_line": pa.int32(),
    "content": pa.string(),
}


def compute(session: StageSession) -> None:
    """Fill `out.chunks`."""
    options = session.options
    session.set_variables({"repository": options["name"], "chunk_max_chars": options["chunk_max_chars"]})
    session.execute("prepare")
    _cut_files(session)
    for script in ("owners", "skeletons", "chunks"):
        session.execute(script)


def _cut_files(session: StageSession) -> None:
    """Fills the table `pieces` from the tables `sources` and `definitions`."""
    connection = session.connection
    line_comments = {name: language.line_comments for name, language in languages().items()}
    units = units_by_file(connection.execute(script_text(session.stage.sql_package, "units.sql")).fetchall())
    (files,) = session.fetch("cut_files")
    sources = script_text(session.stage.sql_package, "sources.sql")
    for start in range(0, len(files), _FILES_PER_BATCH):
        batch = files[start : start + _FILES_PER_BATCH].tolist()
        # As arrays: of the statements' many numbers few are looked at.
        columns = connection.execute(sources, {"first": batch[0], "last": batch[-1]}).fetchnumpy().values()
        rows = zip(*(column.tolist() for column in columns), strict=True)
        connection.register("piece_batch", _piece_table(rows, units, line_comments, session))
        session.execute("add_pieces")
        connection.unregister("piece_batch")


def _piece_table(
    rows: Iterable[tuple[int, str, str, Sequence[int], Sequence[int]]],
    units: Mapping[int, list[Unit]],
    line_comments: Mapping[str, tuple[str, ...]],
    session: StageSession,
) -> pa.Table:
    pieces: list[Piece] = []
    for definition, language, text, lines, depths in rows:
        source = Source(definition, text, Statements(lines, depths), line_comments.get(language, ()))
        pieces.extend(cut_file(source, units.get(definition, ()), session.options["chunk_max_chars"]))
    columns = dict(zip(_PIECE_TYPES, zip(*pieces, strict=True), strict=True))
    return table(columns, list(_PIECE_TYPES.items()))


def units_by_file(rows: Iterable[tuple[int, int, bool, int, int]]) -> dict[int, list[Unit]]:
    """The top-level units of each file, by its module's key.

    Rows are (definition, parent, is a class, start_line, end_line), parents first. What lies in a
    function is no unit.
    """
    files: dict[int, list[Unit]] = {}
    classes: dict[int, Unit] = {}
    for definition, parent, is_class, start, end in rows:
        unit = Unit(definition, is_class, start, end)
        if parent in classes:
            classes[parent].members.append(unit)
        elif _is_module(parent):
            files.setdefault(parent, []).append(unit)
        else:
            continue
        if is_class:
            classes[definition] = unit
    return files


def _is_module(definition: int) -> bool:
    # Keys are file number << 26 | ordinal, and a module's ordinal is 0.
    return definition & (2**26 - 1) == 0
