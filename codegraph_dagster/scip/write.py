"""Writes a published database as a SCIP index, document by document.

An index is one protobuf message. Messages written one after another are read as one with all their fields, so each
document is written as an index of its own, and no more than one is in memory.
"""

from __future__ import annotations

import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import IO, TYPE_CHECKING

from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.ir import scip_symbol
from codegraph_dagster.scip.protocol import scip_pb2 as scip
from codegraph_dagster.scip.reading import ByDocument, Row, reading, select, slices
from codegraph_dagster.store.replacing import replacing

if TYPE_CHECKING:
    import duckdb

TOOL = "codegraph_dagster"
DISTRIBUTION = "codegraph-dagster"

# Scheme, manager, package and version, each of which ends at a single space; then the descriptors.
_GLOBAL = re.compile(r"(?P<fields>(?:(?:[^ ]|  )+ ){4})(?P<descriptors>.+)", re.DOTALL)
_NAME = re.compile(r"`(?P<quoted>(?:[^`]|``)+)`|(?P<plain>[^`/#.:!()\[\]]+)")


@dataclass(frozen=True, slots=True)
class ScipReport:
    """What was written. The counts are those of the index; `size_bytes` is the file's."""

    path: Path
    documents: int
    occurrences: int
    symbols: int
    relationships: int
    external_symbols: int
    size_bytes: int
    seconds: float


def write_scip(
    database: Path, target: Path, *, log: Callable[[str], None] | None = None, scratch: Path | None = None
) -> ScipReport:
    """Write the published database `database` to the SCIP index `target`.

    The file is replaced in one step when it is complete; until then, and after an exception, the old one stays.
    `scratch` is the folder to which sorts spill that do not fit into memory (None: DuckDB's own choice).
    Raises CodegraphError when the database is missing or no published one, or the target cannot be written.
    """
    start = time.perf_counter()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with replacing(target) as new:
            with new.open("wb") as out:
                counts = _write(database, out, scratch)
            size = new.stat().st_size
    except OSError as error:
        raise CodegraphError(f"{target} cannot be written: {error.strerror or error}") from error
    report = ScipReport(target, **counts, size_bytes=size, seconds=time.perf_counter() - start)
    if log is not None:
        log(
            f"{target}: {report.documents:,} documents, {report.occurrences:,} occurrences, "
            f"{report.symbols:,} symbols, {report.external_symbols:,} external symbols, {size:,} bytes "
            f"in {report.seconds:.2f} s"
        )
    return report


def _write(database: Path, out: IO[bytes], scratch: Path | None) -> Counter[str]:
    """Returns the counts of a report."""
    counts = Counter(documents=0, occurrences=0, symbols=0, relationships=0)
    with reading(database, scratch) as connection:
        roots = list(select(connection, "repository.sql"))
        if len(roots) != 1:
            raise CodegraphError(f"{database} holds {len(roots)} repositories instead of one; index it again")
        out.write(_head(Path(roots[0][0])).SerializeToString())
        external = {symbol: _canonical(symbol) for (symbol,) in select(connection, "external_symbols.sql")}
        for documents in slices(select(connection, "documents.sql")):
            for index in _documents(connection, documents, external):
                out.write(index.SerializeToString())
                counts.update(_counts(index.documents[0]))
        names = sorted(set(external.values()))
        out.write(scip.Index(external_symbols=map(_external, names)).SerializeToString())
        counts["external_symbols"] = len(names)
    return counts


def _documents(
    connection: duckdb.DuckDBPyConnection, documents: list[Row], external: dict[str, str]
) -> Iterator[scip.Index]:
    """An index of its own for each of some documents, which follow each other."""
    first, last = documents[0][0], documents[-1][0]
    occurrences, symbols, relationships = (
        ByDocument(select(connection, f"{name}.sql", first=first, last=last))
        for name in ("occurrences", "symbols", "relationships")
    )
    for path, language, _ in documents:
        index = scip.Index()
        document = index.documents.add(
            relative_path=path,
            language=_language(language),
            position_encoding=scip.UTF32CodeUnitOffsetFromLineStart,
        )
        _add_occurrences(document, occurrences.take(path), external)
        _add_symbols(document, symbols.take(path), relationships.take(path))
        yield index
    for rows in (occurrences, symbols, relationships):
        rows.require_end()


def _counts(document: scip.Document) -> dict[str, int]:
    return {
        "documents": 1,
        "occurrences": len(document.occurrences),
        "symbols": len(document.symbols),
        "relationships": sum(len(information.relationships) for information in document.symbols),
    }


def _head(root: Path) -> scip.Index:
    return scip.Index(
        metadata=scip.Metadata(
            tool_info=scip.ToolInfo(name=TOOL, version=version(DISTRIBUTION)),
            project_root=root.as_uri(),
            text_document_encoding=scip.UTF8,
        )
    )


def _add_occurrences(document: scip.Document, rows: Iterable[Row], external: dict[str, str]) -> None:
    add = document.occurrences.add
    for _, span, symbol, roles, syntax_kind, enclosing in rows:
        add(
            range=span,
            symbol=external.get(symbol, symbol),
            symbol_roles=roles,
            syntax_kind=syntax_kind,
            enclosing_range=enclosing,
        )


def _add_symbols(document: scip.Document, rows: Iterable[Row], relationships: Iterable[Row]) -> None:
    related: defaultdict[str, list[scip.Relationship]] = defaultdict(list)
    for _, symbol, other, is_reference, is_implementation, is_type_definition, is_definition in relationships:
        related[symbol].append(
            scip.Relationship(
                symbol=other,
                is_reference=is_reference,
                is_implementation=is_implementation,
                is_type_definition=is_type_definition,
                is_definition=is_definition,
            )
        )
    for _, symbol, display_name, kind, signature, documentation, enclosing_symbol in rows:
        information = document.symbols.add(
            symbol=symbol,
            display_name=display_name,
            kind=kind,
            documentation=_present(documentation),
            enclosing_symbol=enclosing_symbol,
            relationships=related.get(symbol),
        )
        if signature:
            information.signature_documentation.language = document.language
            information.signature_documentation.text = signature


def _present(text: str | None) -> Iterable[str]:
    return (text,) if text else ()


@cache
def _language(name: str | None) -> str:
    """SCIP's spelling of a language: `Python`; our own where SCIP does not list it."""
    known = {spelling.lower(): spelling for spelling, _ in scip.Language.items()}
    return known.get((name or "").lower(), name or "")


def _canonical(symbol: str) -> str:
    """A symbol of another package with each name in backticks just where SCIP wants them.

    In the database they are not so: the name of the module always stands in backticks, other names never do.
    """
    match = _GLOBAL.fullmatch(symbol)
    if match is None:
        return symbol
    return match["fields"] + _NAME.sub(_escape, match["descriptors"])


def _escape(name: re.Match[str]) -> str:
    quoted = name["quoted"]
    return scip_symbol.escape_identifier(quoted.replace("``", "`") if quoted else name["plain"])


def _external(symbol: str) -> scip.SymbolInformation:
    """All that is known of a thing outside of the repository: its name, and whether it is a module."""
    try:
        last = scip_symbol.parse_symbol(symbol).descriptors[-1]
    except ValueError:  # the linter tells
        return scip.SymbolInformation(symbol=symbol)
    kind = scip.SymbolInformation.Module if last.kind == "namespace" else scip.SymbolInformation.UnspecifiedKind
    return scip.SymbolInformation(symbol=symbol, display_name=last.name, kind=kind)
