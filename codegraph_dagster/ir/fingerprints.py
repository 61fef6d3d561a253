"""What a file's content is, known without reading it again as long as the file system says that nobody touched it."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Final

from codegraph_dagster.ir.reading import content_id, encode_path, read_regular_file

# How far a file system's time stamps may lag behind what happens: FAT counts in steps of 2 s, others in ticks of a
# clock. A file may be written twice within a step and look the same.
_CLOCK_STEP_NS: Final = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A file as it was when it was last read.

    `looked_ns`: the time before that. `blob_id`: git's SHA-1 of the content. `content_hash`: that of `ir.files`.
    """

    inode: int
    size: int
    mtime_ns: int
    ctime_ns: int
    looked_ns: int
    blob_id: str
    content_hash: str

    def is_of(self, status: os.stat_result) -> bool:
        """Whether a file with this status has the content that was read.

        Nobody can set a change time (ctime) back, so a content that is written later shows in it; but for one that
        is written within the same step of the clock. So a file that had only just been touched is never trusted.
        """
        return (self.inode, self.size, self.mtime_ns, self.ctime_ns) == (
            status.st_ino,
            status.st_size,
            status.st_mtime_ns,
            status.st_ctime_ns,
        ) and max(self.mtime_ns, self.ctime_ns) + _CLOCK_STEP_NS < self.looked_ns


def content_hash(content: bytes) -> str:
    """The hash by which contents are told apart."""
    return blake2b(content, digest_size=16).hexdigest()


def fingerprint(root: Path, disk_path: str, max_bytes: int, known: Fingerprint | None = None) -> Fingerprint:
    """The fingerprint of a file, `known` itself when the file was not touched since.

    Raises UnreadableFileError as `read_regular_file` does.
    """
    looked = time.time_ns()
    name = os.fsencode(root) + b"/" + encode_path(disk_path)
    try:
        status = os.lstat(name)
    except OSError:
        status = None  # reading says why
    if status is not None and known is not None and known.is_of(status):
        return known
    content = read_regular_file(root, disk_path, max_bytes)
    identity = content_id(content), content_hash(content)
    if status is None:  # it has come since, so nothing is known to tell it by later
        return Fingerprint(0, 0, 0, 0, 0, *identity)
    return Fingerprint(status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns, looked, *identity)
