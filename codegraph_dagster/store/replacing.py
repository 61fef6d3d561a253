"""Replaces files so that everybody sees the old one or the new one, whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give the path of a new file beside `target`, which takes its place when the block ends without an exception."""
    new = beside(target)
    try:
        yield new
        replace_durably(new, target)
    finally:
        new.unlink(missing_ok=True)


def beside(target: Path) -> Path:
    """Where this process may prepare a new version of `target`: hidden, in the same folder."""
    return target.with_name(f".{target.name}.{os.getpid()}.new")


def replace_durably(new: Path, target: Path) -> None:
    """Replace a file so that also after a power cut either the old or the new one is there."""
    _sync(new)
    new.replace(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
