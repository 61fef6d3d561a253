"""What a worker process does: read, decode, extract a batch of files and leave the rows in files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from codegraph_dagster.ir.decode import decode, is_binary
from codegraph_dagster.ir.diagnostics import intake
from codegraph_dagster.ir.extract import extract
from codegraph_dagster.ir.fingerprints import content_hash
from codegraph_dagster.ir.nesting import NestingError
from codegraph_dagster.ir.parser import BatchParser
from codegraph_dagster.ir.reading import UnreadableFileError, read_regular_file
from codegraph_dagster.ir.staging import write_batch
from codegraph_dagster.ir.syntax import SourceText
from codegraph_dagster.ir.tasks import BatchOutcome, BatchTask, FileOutcome
from codegraph_dagster.languages import languages
from codegraph_dagster.store.faults import explanation

_PARSERS: Final[dict[str, BatchParser]] = {}


def prepare(names: Iterable[str]) -> None:
    """Load the grammars of these languages; called once in each worker before its first batch."""
    for name in names:
        if name not in _PARSERS:
            _PARSERS[name] = BatchParser(languages()[name])


def extract_batch(task: BatchTask) -> BatchOutcome:
    """Extract a batch and write its tables. A file that cannot be read becomes a diagnostic."""
    prepare((task.language,))
    parser = _PARSERS[task.language]
    outcome = BatchOutcome()
    sources: list[SourceText] = []
    hashes: list[tuple[int, str]] = []  # size and digest, by source
    for file in task.files:
        try:
            raw = read_regular_file(task.root, file.disk_path, task.max_bytes)
        except UnreadableFileError as error:
            outcome.files.append(FileOutcome(file.file_no, "skipped", 0, 0, None))
            outcome.diagnostics.append(intake(file.path, "error", error.reason, str(error)))
            continue
        digest = content_hash(raw)
        if is_binary(raw):
            outcome.files.append(FileOutcome(file.file_no, "skipped", len(raw), 0, digest))
            outcome.diagnostics.append(intake(file.path, "info", "binary", "left out: the file is no text"))
            continue
        decoded = decode(raw, parser.language.declared_encoding)
        outcome.diagnostics += [problem.at(file.path) for problem in decoded.problems]
        hashes.append((len(raw), digest))
        sources.append(SourceText(file.file_no, file.path, decoded.text, file.module, file.symbol_prefix, file.is_test))
    extraction = None
    while sources and extraction is None:
        try:
            extraction = extract(parser, sources)
        except NestingError as error:
            for place in sorted(error.files, reverse=True):
                source, (size, digest) = sources.pop(place), hashes.pop(place)
                outcome.files.append(FileOutcome(source.file_no, "skipped", size, 0, digest))
                outcome.diagnostics.append(intake(source.path, "error", "too_deep", f"not indexed: {error}"))
    if extraction is not None:
        outcome.diagnostics += extraction.diagnostics
        try:
            write_batch(task.folder, task.number, extraction.tables)
        except OSError as error:
            outcome.not_written = explanation(error, task.folder) or f"{task.folder} cannot be written to: {error}"
        for source, (size, digest), lines, partial in zip(
            sources, hashes, extraction.lines, extraction.partial, strict=True
        ):
            status = "partial" if partial else "indexed"
            outcome.files.append(FileOutcome(source.file_no, status, size, lines, digest))
    return outcome
