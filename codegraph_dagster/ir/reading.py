"""Opens a repository's files without ever touching anything but regular files inside of the repository."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from pathlib import Path
from typing import Literal

_DESCRIPTORS = "/proc/self/fd"
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC

UnreadableReason = Literal["vanished", "symlink", "not_regular", "outside", "unreadable", "too_large"]


class UnreadableFileError(Exception):
    """A file that cannot or must not be read. `reason` is fit for a diagnostic's code."""

    def __init__(self, reason: UnreadableReason, message: str) -> None:
        super().__init__(message)
        self.reason: UnreadableReason = reason


def encode_path(disk_path: str) -> bytes:
    """The bytes that name a file on disk, whatever the locale; the reverse of `decode_path`."""
    return disk_path.encode("utf-8", "surrogateescape")


def decode_path(name: bytes) -> str:
    """A file name as str; bytes that are no UTF-8 become lone surrogates, so that nothing is lost."""
    return name.decode("utf-8", "surrogateescape")


def display_path(disk_path: str) -> str:
    r"""A file name as valid UTF-8, to store and to show: a byte that is no UTF-8 becomes `\xNN`."""
    if disk_path.isascii():
        return disk_path
    return encode_path(disk_path).decode("utf-8", "backslashreplace")


def read_regular_file(root: Path, disk_path: str, max_bytes: int) -> bytes:
    """The content of `root/disk_path`, at most `max_bytes` bytes.

    `root` must be a real path (no symbolic link in it). A symbolic link, even as a folder on the way, a
    device, a FIFO or a socket is refused and never read from; opening does not block.

    Raises UnreadableFileError, also for a file that has gone or has grown over the limit since it was listed.
    """
    name = os.path.join(os.fsencode(root), encode_path(disk_path))  # noqa: PTH118 - bytes
    try:
        descriptor = os.open(name, _FLAGS)
    except OSError as error:
        raise _unreadable(error) from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableFileError("not_regular", "not a regular file")
        _require_place(descriptor, name)
        return _read(descriptor, status.st_size, max_bytes)
    except OSError as error:
        raise _unreadable(error) from None
    finally:
        os.close(descriptor)


def content_id(content: bytes, algorithm: str = "sha1") -> str:
    """Hash of a content: the id git gives to the same bytes as a blob, so that both can be compared."""
    digest = hashlib.new(algorithm, b"blob %d\0" % len(content), usedforsecurity=False)
    digest.update(content)
    return digest.hexdigest()


def _read(descriptor: int, expected: int, max_bytes: int) -> bytes:
    pieces: list[bytes] = []
    left = max_bytes + 1  # one more tells a file at the limit from one over it
    size = min(expected + 1, left)
    while left > 0 and (piece := os.read(descriptor, size)):
        pieces.append(piece)
        left -= len(piece)
        size = min(left, 1 << 20)
    if left <= 0:
        raise UnreadableFileError("too_large", f"larger than the limit of {max_bytes} bytes")
    return b"".join(pieces)


def _require_place(descriptor: int, name: bytes) -> None:
    """Refuse a file that a symbolic link among its folders led to: the open file's own path tells."""
    link = f"{_DESCRIPTORS}/{descriptor}"
    try:
        actual = os.readlink(os.fsencode(link))  # noqa: PTH115 - bytes
    except OSError:  # no /proc: the path is checked by name, which a change in between could escape
        actual = os.path.realpath(name)
    if actual == name:
        return
    if actual.endswith(b" (deleted)"):
        raise UnreadableFileError("vanished", "deleted while being read")
    raise UnreadableFileError("outside", "its path leads over a symbolic link or out of the repository")


def _unreadable(error: OSError) -> UnreadableFileError:
    reasons: dict[int | None, UnreadableReason] = {
        errno.ENOENT: "vanished",
        errno.ENOTDIR: "vanished",
        errno.ELOOP: "symlink",
        errno.ENXIO: "not_regular",  # a socket
    }
    return UnreadableFileError(reasons.get(error.errno, "unreadable"), error.strerror or type(error).__name__)
