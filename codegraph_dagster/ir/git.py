"""Asks git about a checkout that nobody vouches for: nothing that its configuration names is ever run.

Only commands that read the index, the folder names and commit objects are used. `git status`, `git diff` and
`git ls-files --modified` are not: they may compare contents, which runs the filters a repository configures.
"""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from codegraph_dagster.ir.reading import decode_path

_TIME_LIMIT_SECONDS = 120.0

_CONFIGURATION = {
    "core.fsmonitor": "false",  # would run a program whenever files are listed
    "core.hooksPath": os.devnull,
    "core.excludesFile": os.devnull,  # the list depends on the repository, not on whose machine it is
    "core.untrackedCache": "false",  # was written by someone else and could hide files
}
_ENVIRONMENT = {
    # A missing object would be fetched from where the configuration says, by a program that it names. The
    # first is for git before 2.39.4, and wins over any configuration.
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",  # the index is not written, so no hook is due
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}

REGULAR_MODES = frozenset({"100644", "100755"})
SUBMODULE_MODE = "160000"


class GitError(Exception):
    """git is not there, does not understand the checkout, or takes too long. The message is one line."""


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """An entry of the index or of a commit: `path` relative to the folder asked, `content_id` a blob's id."""

    path: str
    mode: str
    content_id: str


@dataclass(frozen=True, slots=True)
class Checkout:
    """A git checkout, seen from `folder`, which is its top folder or one below; both are real paths.

    git is told where its folder and the work tree are, instead of looking for them itself: this takes the
    effect from a configured `core.worktree` and from folders that look like a bare repository.
    """

    top: Path
    folder: Path

    def tracked(self) -> list[TreeEntry]:
        """Entries of the index below the folder; submodules have SUBMODULE_MODE. Raises GitError."""
        entries = {}
        for record in self._records("ls-files", "-z", "--cached", "--stage"):
            head, _, path = record.partition("\t")
            mode, content_id, _stage = head.split(" ")
            entries[path] = TreeEntry(path, mode, content_id)  # a conflict has up to three stages of one path
        return list(entries.values())

    def untracked(self) -> list[str]:
        """Files neither tracked nor ignored; a checkout inside of this one ends with '/'. Raises GitError."""
        return self._records("ls-files", "-z", "--others", "--exclude-standard")

    def is_ignored(self) -> bool:
        """Whether the folder itself is ignored by the checkout that it lies in. Raises GitError."""
        if self.top == self.folder:
            return False
        return self._run("check-ignore", "-q", ".", allowed=(0, 1)).returncode == 0

    def commit(self) -> str | None:
        """Id of the commit that is checked out, None before the first one. Raises GitError."""
        result = self._run("rev-parse", "--quiet", "--verify", "HEAD", allowed=(0, 1))
        return result.stdout.decode("ascii", "replace").strip() or None

    def committed(self, commit: str) -> list[TreeEntry]:
        """Entries of a commit below the folder. Raises GitError."""
        entries = []
        for record in self._records("ls-tree", "-r", "-z", commit):
            head, _, path = record.partition("\t")
            mode, _type, content_id = head.split(" ")
            entries.append(TreeEntry(path, mode, content_id))
        return entries

    def _records(self, *arguments: str) -> list[str]:
        return [decode_path(record) for record in self._run(*arguments).stdout.split(b"\0") if record]

    def _run(self, *arguments: str, allowed: tuple[int, ...] = (0,)) -> subprocess.CompletedProcess[bytes]:
        command = ["git", "--no-pager", f"--git-dir={self.top / '.git'}", f"--work-tree={self.top}"]
        for key, value in _CONFIGURATION.items():
            command += ["-c", f"{key}={value}"]
        # A program started by git (a hook's caller) has its variables; they would point it to that
        # repository.
        environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
        try:
            with subprocess.Popen(
                [*command, *arguments],
                cwd=self.folder,
                env=environment | _ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                process_group=0,
            ) as process:
                try:
                    output, errors = process.communicate(timeout=_TIME_LIMIT_SECONDS)
                except BaseException:  # also an interrupt, which does not reach a group of its own
                    _kill_group(process)
                    raise
        except FileNotFoundError:
            raise GitError("git is not installed") from None
        except subprocess.TimeoutExpired:
            raise GitError(f"git {arguments[0]} took longer than {_TIME_LIMIT_SECONDS:.0f} s") from None
        except OSError as error:
            raise GitError(f"git cannot be started: {error}") from None
        result = subprocess.CompletedProcess(process.args, process.returncode, output, errors)
        if result.returncode not in allowed:
            lines = result.stderr.decode("utf-8", "replace").strip().splitlines()
            raise GitError(f"git {arguments[0]} failed: {lines[-1] if lines else f'exit {result.returncode}'}")
        return result


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """End git and what it has started: whoever waited for the one would wait for the other."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def find_checkout(folder: Path) -> Checkout | None:
    """The checkout that a real path lies in: the nearest folder upwards with a `.git` in it."""
    for top in (folder, *folder.parents):
        if os.path.lexists(top / ".git"):
            return Checkout(top, folder)
    return None
