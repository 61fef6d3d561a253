"""The version of the code that makes rows: a digest of its files, so that no number can be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable

_SUFFIXES = (".py", ".sql", ".scm", ".txt", ".html")


@cache
def code_version(packages: tuple[str, ...], tools: tuple[str, ...] = ()) -> str:
    """12 hex digits: another number whenever a file of these packages or the version of a tool is another.

    `packages` are taken with all that is below them. `tools` are installed distributions whose version decides
    about the rows too.
    """
    digest = blake2b(digest_size=6)
    for package in packages:
        for name, content in sorted(_files(files(package), package)):
            digest.update(b"%s\0%d\0%s" % (name.encode(), len(content), content))
    for tool in tools:
        digest.update(f"{tool} {_version(tool)}\0".encode())
    return digest.hexdigest()


def _files(folder: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _files(entry, f"{name}/{entry.name}")
        elif entry.name.endswith(_SUFFIXES):
            yield f"{name}/{entry.name}", entry.read_bytes()


def _version(tool: str) -> str:
    try:
        return version(tool)
    except PackageNotFoundError:  # a copy of its files without metadata
        return "unknown"
