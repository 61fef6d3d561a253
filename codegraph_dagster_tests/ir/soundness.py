"""What holds for the rows of any source whatsoever, and ways to spoil a source."""

from __future__ import annotations

import random

from codegraph_dagster.ir.decode import decode
from codegraph_dagster.ir.extract import Extraction, extract
from codegraph_dagster.ir.nesting import NestingError
from codegraph_dagster.ir.parser import BatchParser
from codegraph_dagster.ir.syntax import SourceText
from codegraph_dagster.languages import languages

MARKS = (
    *(b"(", b")", b"[", b"]", b"{", b"}", b'"', b"'", b'"""', b"\\", b"\n", b"\r", b"\r\n", b"\f", b"\t", b"\0", b"#"),
    *(b":", b",", b"=", b":=", b"->", b".", b"...", b"*", b"**", b"/", b"@", b"|", b";", b"f'{", b"}'", b"_", b"\xff"),
    *(b" lambda: ", b" def ", b" class ", b" import ", b" from . ", b" global ", b" nonlocal ", b" await ", b" async "),
    *(b" match x:\n case ", b" type A[T = int] = ", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80", b"\xc3\xa9"),
)


def spoil(text: bytes, choice: random.Random, other: bytes = b"") -> bytes:
    """A source with some accidents: pieces lost, doubled, moved, replaced, turned, or taken from another source."""
    for _ in range(choice.randint(1, 6)):
        start = choice.randint(0, len(text))
        end = min(len(text), start + choice.choice((0, 1, 3, 10, 100, 1000)))
        piece = text[start:end]
        foreign = choice.randint(0, len(other))
        replacement = choice.choice(
            (
                b"",
                piece * choice.choice((2, 3, 20)),
                choice.choice(MARKS),
                choice.choice(MARKS) * choice.choice((1, 2, 50)),
                piece[::-1],
                choice.randbytes(choice.randint(1, 8)),
                other[foreign : foreign + choice.choice((10, 100, 1000))],
            )
        )
        text = text[:start] + replacement + text[end:]
    return text


def extract_text(parser: BatchParser, *texts: bytes) -> Extraction | None:
    """The rows of sources given as bytes on a disk; None when they are refused because of their depth."""
    sources = [
        SourceText(
            number,
            f"m{number}.py",
            decode(text, parser.language.declared_encoding).text,
            f"m{number}",
            f"s m{number}/",
            False,
        )
        for number, text in enumerate(texts)
    ]
    try:
        return extract(parser, sources)
    except NestingError:
        return None


def python_parser() -> BatchParser:
    """A parser of Python sources."""
    return BatchParser(languages()["python"])


def check_soundness(extraction: Extraction, text: str) -> None:
    """Assert what holds for the rows of one source: unique keys, no loose ends, everything inside of the text."""
    shown = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    tables = extraction.tables
    definitions = tables["definitions"].to_pylist()
    by_key = {row["definition"]: row for row in definitions}
    scopes = {row["scope"] for row in tables["scopes"].to_pylist()}
    assert len(by_key) == len(definitions)
    assert len({row["node_id"] for row in definitions}) == len(definitions)
    symbols = [row["symbol"] for row in definitions if row["symbol"]]
    assert len(set(symbols)) == len(symbols)
    primaries = [(row["scope"], row["name"]) for row in definitions if row["is_primary"] and row["kind"] != "lambda"]
    assert len(set(primaries)) == len(primaries)
    for row in definitions:
        assert row["scope"] is None or row["scope"] in scopes
        check_range(row, shown)
        check_range({name: row[f"name_{name}"] for name in ("start_line", "start_char", "end_line", "end_char")}, shown)
        if row["kind"] == "module":
            assert row["parent"] is None
            continue
        module = by_key[row["parent"]]
        while module["parent"] is not None:
            module = by_key[module["parent"]]
        assert module["kind"] == "module"
        assert module["start_line"] <= row["start_line"] <= row["end_line"] <= module["end_line"]
    for row in tables["names"].to_pylist():
        assert row["scope"] in scopes
        assert row["definition"] is None or row["definition"] in by_key
        assert shown[row["line"]][row["start_char"] : row["end_char"]] == row["name"]
    for row in tables["scopes"].to_pylist():
        assert row["definition"] in by_key
        assert row["parent"] is None or row["parent"] in scopes
    for name in ("expressions", "imports"):
        for row in tables[name].to_pylist():
            assert row["scope"] in scopes
            check_range(row, shown)
    for finding in extraction.diagnostics:
        check_range(finding._asdict(), shown)


def check_range(row: dict[str, int], shown: list[str]) -> None:
    """Assert that a range lies in the text and does not end before it starts."""
    assert (0, 0) <= (row["start_line"], row["start_char"]) <= (row["end_line"], row["end_char"]), row
    assert row["end_line"] < len(shown), row
    # The terminator of a line belongs to it.
    assert row["start_char"] <= len(shown[row["start_line"]]) + 2, row
    assert row["end_char"] <= len(shown[row["end_line"]]) + 2, row
