"""How much of what an earlier run left still holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from codegraph_dagster.ir.cache import Content, ExtractionCache
from codegraph_dagster.ir.diagnostics import Diagnostic
from codegraph_dagster.ir.earlier import Earlier
from codegraph_dagster.ir.fingerprints import Fingerprint
from codegraph_dagster.ir.listing import ListedFile
from codegraph_dagster.ir.tasks import BatchOutcome, FileOutcome
from codegraph_dagster.store.database import script_text
from codegraph_dagster.store.working import WorkingStore

if TYPE_CHECKING:
    import duckdb

_PACKAGE: Final = "codegraph_dagster.ir"

# Taking over rows costs something too. When more than this share of the bytes is left to extract, a clean build is as
# fast; when less than the rest of the rows stays where it is, writing a new database is.
_MOST_CHANGED: Final = 0.5


@dataclass(frozen=True)
class Kept:
    """The files whose rows are taken over, from the working database or from the cache.

    `numbers`: the old numbers and the new ones of those in the working database. `outcome`: what became of all of them,
    by the new numbers. `stale`: the old numbers whose rows are not taken over. `is_in_place`: every file has the number
    that it had, so that only rows of others have to be written. `cached`: how many come from the cache.
    """

    numbers: Mapping[int, int]
    outcome: BatchOutcome
    stale: Sequence[int]
    is_in_place: bool
    cached: int


def find_kept(
    store: WorkingStore,
    earlier: Earlier,
    listed: Sequence[ListedFile],
    fingerprints: Mapping[str, Fingerprint],
    version: str,
    cache: ExtractionCache,
    folder: Path,
) -> Kept:
    """Which rows of the working database, and of the cache, those of a clean build would equal.

    Rows from the cache are staged below `folder`, and those that will be replaced are put there. Raises CodegraphError
    when the database cannot be read.
    """
    with store.connect() as connection, store.reading(connection):
        old = [_Old(*row) for row in connection.execute(script_text(_PACKAGE, "extracted.sql")).fetchall()]
        findings = _findings(connection)
    by_path = {file.path: file for file in old}
    numbers: dict[int, int] = {}
    outcome = BatchOutcome()
    wanted: dict[int, Content] = {}
    for file in listed:
        source = file.source
        now = fingerprints.get(source.path)
        if source.skip_reason is not None or now is None:
            continue  # no rows, and nothing to do; or read again, to say why it cannot be
        content = Content(now.content_hash, file.extraction(version), source.size)
        known = by_path.get(source.path)
        if known is not None and known.content(earlier) == content:
            numbers[known.number] = file.file_no
            outcome.files.append(FileOutcome(file.file_no, known.status, known.size, known.lines, known.content_hash))
            outcome.diagnostics += findings.get(source.path, ())
        else:
            wanted[file.file_no] = content
    stale = [file for file in old if file.number not in numbers]
    replaced = {file.number: file.content(earlier) for file in stale if earlier.extractor_version == version}
    cached = cache.exchange(
        wanted,
        {number: content for number, content in replaced.items() if content is not None},
        folder,
        [file.source.size for file in listed],
    )
    taken = {*numbers.values(), *(file.file_no for file in cached.files)}
    left = [file for file in listed if file.file_no not in taken and file.source.skip_reason is None]
    if _bytes(left) > _MOST_CHANGED * _bytes(listed):
        numbers, outcome = {}, BatchOutcome()
    in_database = set(numbers.values())
    staying = [file for file in listed if file.file_no in in_database]
    have_their_numbers = {file.source.path: file.file_no for file in listed} == {file.path: file.number for file in old}
    is_in_place = have_their_numbers and _bytes(staying) > (1 - _MOST_CHANGED) * _bytes(listed)
    outcome.files += cached.files
    outcome.diagnostics += cached.diagnostics
    return Kept(numbers, outcome, [file.number for file in stale], is_in_place, len(cached.files))


@dataclass(frozen=True, slots=True)
class _Old:
    """A file of the working database, and what became of it."""

    path: str
    number: int
    status: str
    size: int
    lines: int
    content_hash: str | None

    def content(self, earlier: Earlier) -> Content | None:
        """What its rows follow from; None when it was not read, or nothing is known."""
        extraction = earlier.extractions.get(self.path)
        if self.content_hash is None or extraction is None:
            return None
        return Content(self.content_hash, extraction, self.size)


def _bytes(files: Sequence[ListedFile]) -> int:
    return sum(file.source.size for file in files)


def _findings(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Diagnostic]]:
    """What the extraction found in each file. Rows of the listing, which is always new, are left out by the query."""
    found: dict[str, list[Diagnostic]] = {}
    for row in connection.execute(script_text(_PACKAGE, "findings.sql")).fetchall():
        found.setdefault(row[0], []).append(Diagnostic(*row))
    return found
