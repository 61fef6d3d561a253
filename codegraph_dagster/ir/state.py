"""The state of a repository in two short strings: its commit, and a digest of what would be indexed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from codegraph_dagster.ir.fingerprints import Fingerprint, fingerprint
from codegraph_dagster.ir.git import REGULAR_MODES, GitError
from codegraph_dagster.ir.reading import UnreadableFileError, content_id, encode_path, read_regular_file

if TYPE_CHECKING:
    from codegraph_dagster.ir.discover import Discovery

_NONE: Final[Mapping[str, Fingerprint]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class RepositoryState:
    """What a repository holds at one moment.

    `revision`: the commit, '-dirty' added when the indexable files are not as committed; None without a
    commit. `digest`: 32 hex digits that change if and only if an indexable or a project file is added,
    removed, renamed or has another content. Neither time stamps nor the commit are in it, so a commit that
    touches none of these files, a fresh clone and a copy outside of git all give the same digest.
    `fingerprints`: by path, of every file that was to be read and could be.
    """

    revision: str | None
    digest: str
    fingerprints: Mapping[str, Fingerprint] = field(default_factory=dict, repr=False, compare=False)

    @property
    def version(self) -> str:
        """Both in one string."""
        return f"{self.revision or 'no-commit'} {self.digest}"


def read_state(discovery: Discovery, known: Mapping[str, Fingerprint] = _NONE) -> RepositoryState:
    """Hash every file that is to be read; `known` fingerprints spare the reading of files that nobody touched.

    Contents, not time stamps, are in the digest. A file over the size limit counts by its size alone.
    """
    digest = hashlib.blake2b(digest_size=16)
    committed = _committed(discovery)
    fingerprints: dict[str, Fingerprint] = {}
    is_dirty = False
    for path, disk_path, size in _files(discovery):
        if size is not None:
            identity = f"size {size}"
            committed.pop(disk_path, None)
        else:
            try:
                found = fingerprint(discovery.root, disk_path, discovery.max_file_bytes, known.get(path))
            except UnreadableFileError as error:
                identity = error.reason
            else:
                fingerprints[path] = found
                identity = found.content_hash
                expected = committed.pop(disk_path, None)
                if not (is_dirty or disk_path.startswith(discovery.nested)):
                    is_dirty = not _is_committed(discovery, disk_path, found, expected)
        digest.update(encode_path(path) + b"\0" + identity.encode() + b"\0")
    revision = discovery.commit
    if revision is not None and (is_dirty or committed):  # what is left was committed, but is not on the disk
        revision += "-dirty"
    return RepositoryState(revision, digest.hexdigest(), fingerprints)


def _files(discovery: Discovery) -> list[tuple[str, str, int | None]]:
    """(path, name on disk, size of a file that is not to be read) of all that decides about the result."""
    files = {file.path: (file.disk_path, file.size if file.skip_reason else None) for file in discovery.files}
    for path in discovery.project_files:
        files.setdefault(path, (path, None))
    return [(path, *files[path]) for path in sorted(files)]


def _committed(discovery: Discovery) -> dict[str, str]:
    """Name on disk -> blob id of the files of the commit that the discovery would list."""
    if discovery.checkout is None or discovery.commit is None:
        return {}
    try:
        entries = discovery.checkout.committed(discovery.commit)
    except GitError:  # a damaged or partial clone: nothing can be said, so it is not as committed
        return {"": ""}
    return {
        entry.path: entry.content_id
        for entry in entries
        if entry.mode in REGULAR_MODES and discovery.is_listed(entry.path)
    }


def _is_committed(discovery: Discovery, disk_path: str, found: Fingerprint, expected: str | None) -> bool:
    """Whether a file's content is that of the blob `expected`; None when nothing was committed."""
    if discovery.commit is None or expected is None:
        return False
    if found.blob_id == expected:
        return True
    try:
        content = read_regular_file(discovery.root, disk_path, discovery.max_file_bytes)
    except UnreadableFileError:
        return False
    # A repository of git's newer kind has other ids.
    algorithm = "sha256" if len(discovery.commit) == 64 else "sha1"
    if content_id(content, algorithm) == expected:
        return True
    # git may be configured to turn line ends on the way to the disk; what is committed is then the same text.
    return b"\r\n" in content and content_id(content.replace(b"\r\n", b"\n"), algorithm) == expected
