"""What the user chooses about a repository: plain values, the same on every machine."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from codegraph_dagster.resources import usable_cpus

DEFAULT_MAX_FILE_BYTES = 2_000_000
DEFAULT_CHUNK_MAX_CHARS = 8_000

OPTIONAL_STAGES = ("chunks", "cross_file", "occurrences", "symbols", "references")
"""The stages that can be switched off."""

# A name becomes a file name, a partition key (where `...` means a range) and part of a schedule's name.
_SAFE_NAME = re.compile(r"(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True)
class RepositorySettings:
    """One repository of the registry.

    `languages` None means every language that is known; `include` empty means every file. Globs are
    `.gitignore` patterns relative to `path`; `exclude` wins. `schedule` is a cron line, None leaves the
    repository to the project's daily schedule. `parallel_workers` is the number of parsing processes, None
    for the CPUs that this process may use: it changes the speed, never the rows. `disabled_stages` are not computed,
    their tables are empty.
    """

    name: str
    path: Path
    languages: tuple[str, ...] | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    max_file_bytes: int = DEFAULT_MAX_FILE_BYTES
    chunk_max_chars: int = DEFAULT_CHUNK_MAX_CHARS
    schedule: str | None = None
    parallel_workers: int | None = None
    disabled_stages: tuple[str, ...] = ()

    @property
    def workers(self) -> int:
        """The number of worker processes to parse with, at least 1."""
        return self.parallel_workers or usable_cpus()


def check_name(name: str) -> str | None:
    """What is wrong with a repository's name, None when it can be used."""
    if _SAFE_NAME.fullmatch(name):
        return None
    return (
        f"the name {name!r} cannot be a file name: use letters, digits, '_', '-' and single '.', at most "
        "100, and begin with a letter, a digit or '_'"
    )
