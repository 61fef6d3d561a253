"""Turns the bytes of a file into UTF-8, whatever they are, and says what had to be given up for it.

Line terminators, form feeds and every other character stay as they are; only a byte order mark goes.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from codegraph_dagster.ir.diagnostics import Diagnostic, Severity, intake

_UTF_8_MARK = codecs.BOM_UTF8
# UTF-32's little endian mark begins with UTF-16's, so it has to be looked for first.
_WIDE_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEAD_BYTES = 8192

# Text encodings in name only: they unescape, or take a time that grows with the square of the length.
_REFUSED_CODECS = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7"})
_CODEC_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._\- ]{0,39}")
_LINE_END = re.compile(r"\r\n|\r|\n")

_GENERATED_HEAD_BYTES = 4096
_GENERATED_HEAD_LINES = 15
_GENERATED = re.compile(
    rb"@generated\b|\bDO NOT EDIT\b|\bdo not edit (?:this file|by hand|manually)\b"
    rb"|\b(?:auto[- ]?)?generated (?:automatically )?(?:by|from|with|using)\b|\bautomatically generated\b",
    re.IGNORECASE,
)


class Problem(NamedTuple):
    """A remark about a file's content; `line` is 0-based, None when it is about the whole file."""

    severity: Severity
    code: str
    message: str
    line: int | None = None

    def at(self, path: str) -> Diagnostic:
        """The remark as a row about the file at `path`."""
        return intake(path, self.severity, self.code, self.message, self.line)


class Decoded(NamedTuple):
    """A file's text: valid UTF-8 without byte order mark, and the encoding that the file was read in."""

    text: bytes
    encoding: str
    problems: tuple[Problem, ...] = ()


def decode(raw: bytes, declared_encoding: Callable[[bytes], str | None] | None = None) -> Decoded:
    """The text of a file. Never fails: what cannot be decoded becomes U+FFFD and a problem.

    A byte order mark decides the encoding; without one `declared_encoding` is asked with the file's bytes and
    answers with the name that the language's own rule finds in it, or None for UTF-8. A declared encoding
    that does not exist, or cannot be true (the declaration was read as ASCII, so a file in UTF-16 cannot have
    it), is a problem, and UTF-8 is taken.

    Codes: `utf16_or_utf32`, `encoding_conflict`, `unknown_encoding`, `undecodable`, and `generated` for a file
    whose first lines say that a program wrote it.
    """
    decoded = _decode_text(raw, declared_encoding)
    if is_generated(decoded.text):
        problem = Problem("info", "generated", "its first lines say that a program wrote this file")
        decoded = decoded._replace(problems=(*decoded.problems, problem))
    return decoded


def _decode_text(raw: bytes, declared_encoding: Callable[[bytes], str | None] | None) -> Decoded:
    for mark, encoding in _WIDE_MARKS:
        if raw.startswith(mark):
            message = f"the file is in {encoding.upper()}, by its byte order mark"
            return _decode_as(raw[len(mark) :], encoding, (Problem("info", "utf16_or_utf32", message),))
    has_mark = raw.startswith(_UTF_8_MARK)
    body = raw[len(_UTF_8_MARK) :] if has_mark else raw
    declared = declared_encoding(body) if declared_encoding is not None else None
    if declared is None:
        return _decode_as(body, "utf-8", ())
    encoding, problems = _choose(declared, has_mark)
    return _decode_as(body, encoding, problems)


def is_binary(raw: bytes) -> bool:
    """Whether the file holds no text: a NUL byte near its start, but for UTF-16 and UTF-32 by their marks."""
    if any(raw.startswith(mark) for mark, _ in _WIDE_MARKS):
        return False
    return b"\0" in raw[:_HEAD_BYTES]


def is_generated(text: bytes) -> bool:
    """Whether the first lines of a file say that a program wrote it ('@generated', 'DO NOT EDIT', ...)."""
    lines = text[:_GENERATED_HEAD_BYTES].split(b"\n", _GENERATED_HEAD_LINES)[:_GENERATED_HEAD_LINES]
    return _GENERATED.search(b"\n".join(lines)) is not None


def _choose(declared: str, has_mark: bool) -> tuple[str, tuple[Problem, ...]]:
    """The encoding to use for a declared one, by Python's name for it."""
    shown = ascii(declared[:40])
    name = _normal_name(declared)
    if name is None:
        message = f"declared encoding {shown} is not known: read as UTF-8"
        return "utf-8", (Problem("warning", "unknown_encoding", message),)
    if has_mark and name not in {"utf-8", "utf-8-sig"}:
        message = f"declared encoding {shown}, but the byte order mark is UTF-8's"
        return "utf-8", (Problem("warning", "encoding_conflict", message),)
    if name == "utf-8-sig":
        return "utf-8", ()
    try:
        is_ascii_based = b"coding: a1\n".decode(name) == "coding: a1\n"
    except UnicodeError:
        is_ascii_based = False
    if not is_ascii_based:
        message = f"declared encoding {shown} cannot be true of a declaration that can be read as ASCII"
        return "utf-8", (Problem("warning", "encoding_conflict", message),)
    return name, ()


def _normal_name(declared: str) -> str | None:
    """Python's name of a text encoding, None for what is none."""
    if not _CODEC_NAME.fullmatch(declared):
        return None
    try:
        name = codecs.lookup(declared).name.replace("_", "-").lower()
        with suppress(UnicodeError):
            b"a".decode(name)  # refuses codecs between bytes and bytes, which unpack or unquote
    except (LookupError, ValueError):
        return None
    return None if name in _REFUSED_CODECS else name


def _decode_as(body: bytes, encoding: str, problems: tuple[Problem, ...]) -> Decoded:
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        line = len(_LINE_END.findall(body[: error.start].decode(encoding, "replace")))
        message = f"not valid {encoding.upper()} from byte {error.start} on: invalid bytes are read as U+FFFD"
        problems = (*problems, Problem("warning", "undecodable", message, line))
        text = body.decode(encoding, "replace")
    else:
        if encoding == "utf-8":
            return Decoded(body, encoding, problems)  # the usual case: the bytes were only checked
    # No codec that is let through gives half of a surrogate pair, but one that somebody registered could.
    return Decoded(text.encode("utf-8", "replace"), encoding, problems)
