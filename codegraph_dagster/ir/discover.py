"""Finds the source files of a repository, a git checkout or any other folder, and runs nothing of it."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.ir.diagnostics import Diagnostic, intake
from codegraph_dagster.ir.git import SUBMODULE_MODE, Checkout, GitError, find_checkout
from codegraph_dagster.ir.ignore import VIRTUAL_ENVIRONMENT_MARKER, RuleBudget, Selection
from codegraph_dagster.ir.reading import display_path, encode_path
from codegraph_dagster.ir.state import RepositoryState, read_state
from codegraph_dagster.ir.walk import walk
from codegraph_dagster.settings import RepositorySettings


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of a known language. `size` is in bytes, as of the listing.

    `path` is relative to the repository, with '/' between components and valid UTF-8: what is stored and
    shown. `disk_path` is the name to open, equal to `path` but for names that are no UTF-8 (surrogate
    escapes). `skip_reason` is None for a file to read; otherwise the code of its diagnostic, and the file is
    not to be read.
    """

    path: str
    disk_path: str
    size: int
    language: str
    skip_reason: str | None = None


@dataclass(frozen=True)
class Discovery:
    """What a repository consists of at one moment.

    `root` is its real path. `files` and `project_files` (paths whose file name was asked for) are sorted by
    path. `commit` is the id of the commit that is checked out; None outside of git and before the first
    commit.
    """

    root: Path
    files: list[SourceFile]
    project_files: list[str]
    diagnostics: list[Diagnostic]
    commit: str | None
    checkout: Checkout | None = field(repr=False)
    selection: Selection = field(repr=False)
    suffixes: frozenset[str] = field(repr=False)
    project_names: frozenset[str] = field(repr=False)
    nested: tuple[str, ...] = field(repr=False)  # checkouts inside of this one, as 'path/': not part of its commit
    max_file_bytes: int

    @cached_property
    def state(self) -> RepositoryState:
        """Revision and digest; the first use reads and hashes every file that is not skipped."""
        return read_state(self)

    def is_listed(self, path: str) -> bool:
        """Whether a file of this name on disk belongs to what is listed, were it there."""
        name = path.rpartition("/")[2]
        return (_suffix(name) in self.suffixes or name in self.project_names) and self.selection.selects(path)

    @property
    def revision(self) -> str | None:
        """The commit, with '-dirty' when the files are not as committed (see `read_state`)."""
        return self.state.revision


def discover(
    settings: RepositorySettings,
    languages: Mapping[str, str],
    project_file_names: Collection[str] = (),
) -> Discovery:
    """List the files of a repository whose suffix belongs to a language.

    `languages` maps a suffix with its dot (".py") to a language's name; those that the settings do not ask
    for are left out. `project_file_names` are names of files that describe a project: their paths come in
    `project_files`.

    In a git checkout: the files that are tracked or untracked but not ignored, of what is on the disk.
    Elsewhere, and for checkouts inside of a checkout: all files that no `.gitignore` below the root excludes.
    Folders in `DEFAULT_EXCLUDED_FOLDERS` and virtual environments are left out unless tracked or named by an
    include glob. Symbolic links are never followed; the file they lead to is listed under its own name if it
    lies inside.

    Raises CodegraphError when the path is no folder that can be read, or a glob is none.
    """
    root = _real_root(settings)
    selection = Selection(settings.include, settings.exclude)
    wanted = {
        suffix: language
        for suffix, language in languages.items()
        if settings.languages is None or language in settings.languages
    }
    names = frozenset(project_file_names)

    def is_wanted(name: str) -> bool:
        return _suffix(name) in wanted or name in names

    listing = _list(root, selection, is_wanted)
    files: list[SourceFile] = []
    project_files: list[str] = []
    diagnostics = listing.diagnostics
    seen: set[str] = set()
    for path, size, problem in _look_at(root, (path for path in listing.paths if selection.selects(path))):
        shown = display_path(path)
        name = path.rpartition("/")[2]
        language = wanted.get(_suffix(name))
        if problem is not None:
            diagnostics.append(problem)
            continue
        if shown in seen:
            message = "left out: escaped, its name equals that of another file"
            diagnostics.append(intake(shown, "error", "duplicate_path", message))
            continue
        seen.add(shown)
        if name in names:
            project_files.append(shown)
        if language is None:
            continue
        skip_reason = None
        if size > settings.max_file_bytes:
            skip_reason = "too_large"
            message = f"not indexed: {size} bytes, the limit is {settings.max_file_bytes}"
            diagnostics.append(intake(shown, "warning", skip_reason, message))
        files.append(SourceFile(shown, path, size, language, skip_reason))
    return Discovery(
        root=root,
        files=sorted(files, key=lambda file: file.path),
        project_files=sorted(project_files),
        diagnostics=sorted(diagnostics, key=lambda diagnostic: (diagnostic.path, diagnostic.code)),
        commit=listing.commit,
        checkout=listing.checkout,
        selection=selection,
        suffixes=frozenset(wanted),
        project_names=names,
        nested=listing.nested,
        max_file_bytes=settings.max_file_bytes,
    )


@dataclass(frozen=True, slots=True)
class _Listing:
    paths: Iterable[str]
    diagnostics: list[Diagnostic]
    commit: str | None = None
    checkout: Checkout | None = None
    nested: tuple[str, ...] = ()


def repository_state(
    settings: RepositorySettings, languages: Mapping[str, str], project_file_names: Collection[str] = ()
) -> RepositoryState:
    """Revision and digest of a repository as it is on the disk now, of the files that `discover` lists."""
    return discover(settings, languages, project_file_names).state


def _real_root(settings: RepositorySettings) -> Path:
    try:
        root = Path(os.path.realpath(settings.path, strict=True))
        if not root.is_dir():
            raise CodegraphError(f"{settings.name}: {settings.path} is not a folder")
        with os.scandir(root):
            return root
    except OSError as error:
        raise CodegraphError(f"{settings.name}: cannot read {settings.path}: {error.strerror}") from None


def _suffix(name: str) -> str:
    dot = name.rfind(".")
    return name[dot:] if dot > 0 else ""


def _list(root: Path, selection: Selection, is_wanted: Callable[[str], bool]) -> _Listing:
    """The wanted paths, from git where the folder is part of a checkout, by walking elsewhere."""
    budget = RuleBudget()
    problem: list[Diagnostic] = []
    try:
        checkout = find_checkout(root)
        if checkout is not None and not checkout.is_ignored():
            return _list_checkout(checkout, selection, is_wanted, budget)
    except GitError as error:
        message = f"files were listed without git, by .gitignore files alone: {error}"
        problem.append(intake("", "warning", "git_unusable", message))
    paths, diagnostics = walk(root, "", selection, is_wanted, budget)
    return _Listing(paths, problem + diagnostics)


def _list_checkout(
    checkout: Checkout, selection: Selection, is_wanted: Callable[[str], bool], budget: RuleBudget
) -> _Listing:
    commit = checkout.commit()
    tracked = checkout.tracked()
    untracked = checkout.untracked()
    # A submodule, or a checkout that only lies in this one, has an index of its own: its files are found by
    # walking.
    nested = {entry.path for entry in tracked if entry.mode == SUBMODULE_MODE}
    nested.update(path.rstrip("/") for path in untracked if path.endswith("/"))
    environments = {
        path.removesuffix(VIRTUAL_ENVIRONMENT_MARKER)
        for path in untracked
        if path.endswith("/" + VIRTUAL_ENVIRONMENT_MARKER)
    }

    def is_kept(path: str) -> bool:
        """Whether an untracked file lies in none of the folders that are left out by default."""
        folders = path.split("/")[:-1]
        return not any(selection.excludes_by_default(folder) for folder in folders) and not any(
            path.startswith(environment) and not selection.names(environment.rstrip("/").rpartition("/")[2])
            for environment in environments
        )

    paths = {entry.path for entry in tracked if is_wanted(entry.path.rpartition("/")[2])}
    paths.update(path for path in untracked if is_wanted(path.rpartition("/")[2]) and is_kept(path))
    paths -= nested
    diagnostics: list[Diagnostic] = []
    folders = _Folders(checkout.folder)
    for path in sorted(nested):
        if is_kept(path + "/") and not selection.excludes_folder(path) and folders.is_plain(path):
            below, problems = walk(checkout.folder, path, selection, is_wanted, budget)
            paths.update(below)
            diagnostics.extend(problems)
    return _Listing(paths, diagnostics, commit, checkout, tuple(sorted(path + "/" for path in nested)))


class _Folders:
    """Remembers which folders of the repository are folders all the way, no symbolic link among them."""

    def __init__(self, root: Path) -> None:
        self._root = os.fsencode(root) + b"/"
        self._known: dict[str, bool] = {"": True}

    def is_plain(self, folder: str) -> bool:
        known = self._known.get(folder)
        if known is None:
            try:
                status = os.lstat(self._root + encode_path(folder))
                known = stat.S_ISDIR(status.st_mode) and self.is_plain(folder.rpartition("/")[0])
            except OSError:
                known = False
            self._known[folder] = known
        return known


def _look_at(root: Path, paths: Iterable[str]) -> Iterator[tuple[str, int, Diagnostic | None]]:
    """Each path that is there, with its size or the finding why it is no file to list."""
    folders = _Folders(root)
    prefix = os.fsencode(root) + b"/"
    for path in sorted(paths):
        if not folders.is_plain(path.rpartition("/")[0]):
            continue
        try:
            status = os.lstat(prefix + encode_path(path))
        except FileNotFoundError:
            continue  # tracked, but deleted on the disk
        except OSError as error:
            yield path, 0, intake(display_path(path), "error", "unreadable", f"not indexed: {error.strerror}")
            continue
        if stat.S_ISREG(status.st_mode):
            yield path, status.st_size, None
        elif stat.S_ISLNK(status.st_mode):
            yield path, 0, _symlink(root, path)
        elif not stat.S_ISDIR(status.st_mode):
            message = "not indexed: a FIFO, socket or device"
            yield path, 0, intake(display_path(path), "warning", "not_regular", message)


def _symlink(root: Path, path: str) -> Diagnostic:
    target = os.path.realpath(os.fsencode(root) + b"/" + encode_path(path))
    if target.startswith(os.fsencode(root) + b"/"):
        message = "not indexed: a symbolic link; its target is indexed under its own name"
        return intake(display_path(path), "info", "symlink", message)
    message = "not indexed: a symbolic link that leads out of the repository"
    return intake(display_path(path), "warning", "symlink_outside", message)
