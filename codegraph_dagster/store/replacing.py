"""Replaces files so that everybody sees the old one or the new one, whole, and clears up what killed writers left.

A file in the making has the identity of its process in its name, so that it is known when nobody will finish it.
"""

from __future__ import annotations

import os
import re
import shutil
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from codegraph_dagster import processes

_OF_A_PROCESS = re.compile(rf"\.(?P<owner>{processes.IDENTITY_PATTERN})(\.new(\.wal)?)?")


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
    """Where this process may prepare a new version of `target`: hidden, in the same folder.

    Those of processes that have died are deleted.
    """
    remove_abandoned(target.parent, f".{target.name}")
    return target.with_name(f".{target.name}.{processes.own_identity()}.new")


def replace_durably(new: Path, target: Path) -> None:
    """Replace a file so that also after a power cut either the old or the new one is there."""
    sync(new)
    old = None
    with suppress(OSError):  # there is none, or it cannot be read
        old = os.open(target, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        new.replace(target)
        sync(target.parent)
    finally:
        # The last one to close a file waits until its blocks are free again: a while, when it is large.
        if old is not None:
            threading.Thread(target=os.close, args=(old,), daemon=True).start()


def temporary(folder: Path, purpose: str) -> Path:
    """A path in `folder` for what this process needs for a while; `remove_abandoned` knows whose it is."""
    return folder / f"{purpose}-{uuid.uuid4().hex[:8]}.{processes.own_identity()}"


def remove_abandoned(folder: Path, prefix: str = "") -> None:
    """Delete what processes that have died left in a folder: of a file `prefix`, or under any name."""
    with suppress(FileNotFoundError):
        for entry in list(folder.iterdir()):
            found = _OF_A_PROCESS.fullmatch(entry.name, len(prefix) if prefix else entry.name.find("."))
            if entry.name.startswith(prefix) and found and not processes.is_alive(found["owner"]):
                _delete(entry)


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Wait until all that was written to a file, or into a folder, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
