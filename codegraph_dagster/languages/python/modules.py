"""Under which names a file can be imported: packages, namespace packages, `src/` layouts, stubs, scripts.

A root is a folder that is (or may be) on `sys.path`. Every root above a file gives the file a name:

- A project (the repository's root, and each folder with a project file that is no package itself) and its
  source folders (`src`, `typings`, …) are roots for the whole repository.
- Any other folder that is in no package is a root for what lies below it: Python puts the folder of a script
  on the path, and test runners the folder of a test.

One of the names is the file's canonical name: the one relative to its project. It follows from the paths
alone, so it does not depend on how others import the file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from codegraph_dagster.languages.imports import ImportableName, ImportRules

IMPORT_RULES: Final = ImportRules(private_prefix="_", dynamic_member="__getattr__", declarations_hide_imports=True)

_PACKAGE: Final = "__init__"
_STUB_SUFFIX: Final = "pyi"
_STUB_PACKAGE: Final = "-stubs"  # PEP 561: the folder `name-stubs` has the stubs of the package `name`
_SOURCE_FOLDERS: Final = ("src", "typings", "stubs")
# Folders with names of many uses: sources only when packages lie directly in them.
_POSSIBLE_SOURCE_FOLDERS: Final = ("lib", "Lib", "python")
# Bits of a rank, the weightiest first.
_NAMESPACE: Final = 8
_SOURCE: Final = 4
_IN_PROJECT: Final = 2
_PLAIN: Final = 1

_REMEMBERED: Final = 2**16


@dataclass(frozen=True, slots=True)
class ModuleName:
    """What a file is to `import`. `root` is the folder to which its canonical name `module` is relative."""

    module: str
    root: str
    is_package: bool
    is_stub: bool
    importable: tuple[ImportableName, ...]
    """All names under which an absolute import may find it."""


class _File(NamedTuple):
    folder: str
    stem: str
    is_package: bool
    is_stub: bool


def assign_modules(paths: Sequence[str], project_files: Sequence[str]) -> list[ModuleName]:
    """Name each file of `paths` (with '/', relative to the repository's root); the result is in their order.

    `project_files` are the paths of files that describe a project (see `project.PROJECT_FILE_NAMES`).
    """
    files = [_split(path) for path in paths]
    layout = _Layout(files, project_files)
    return [
        ModuleName(
            _dotted(file, root) or _PACKAGE,
            root,
            file.is_package,
            file.is_stub,
            tuple(_importable(file, layout)),
        )
        for file, root in zip(files, _canonical_roots(files, layout), strict=True)
    ]


class _Layout:
    """Which folders are packages, projects and roots. `roots` maps a root to its project."""

    def __init__(self, files: Sequence[_File], project_files: Collection[str]) -> None:
        self.packages = {file.folder for file in files if file.is_package}
        marked = {path.rpartition("/")[0] for path in project_files}
        # Old build tools have a setup.py in every package.
        self.projects = {""} | (marked - self.packages)
        folders = {above for folder in {file.folder for file in files} for above in _upwards(folder)}
        holders = {folder.rpartition("/")[0] for folder in self.packages if folder}
        self.roots = {project: project for project in self.projects}
        self._script_folders: dict[str, bool] = {}
        for project in sorted(self.projects):
            for name in (*_SOURCE_FOLDERS, *_POSSIBLE_SOURCE_FOLDERS):
                folder = f"{project}/{name}" if project else name
                certain = name in _SOURCE_FOLDERS or folder in holders
                if folder in folders and folder not in self.packages and certain:
                    self.roots.setdefault(folder, project)

    def outermost_package(self, folder: str) -> str:
        """The outermost package around a package's folder; the repository's root is taken for none."""
        top = folder
        while top and top in self.packages:
            folder, top = top, top.rpartition("/")[0]
        return folder

    def is_script_folder(self, folder: str) -> bool:
        """Whether files below find the modules in it, although it is no root for others."""
        known = self._script_folders.get(folder)
        if known is None:
            known = self._script_folders[folder] = self._finds_modules(folder)
        return known

    def _finds_modules(self, folder: str) -> bool:
        if not any(above in self.packages for above in _upwards(folder) if above):
            return True
        # A project's `src` with a stray `__init__.py`.
        parent, _, name = folder.rpartition("/")
        return name in _SOURCE_FOLDERS and parent in self.projects


def _canonical_roots(files: Sequence[_File], layout: _Layout) -> list[str]:
    """The nearest root around the outermost package of each file.

    Where that gives one name to files of different roots, the outermost root keeps it, and the packages of
    the others are named from the repository's root.
    """
    # A package moves as a whole, what is in none as a single file.
    parts: list[str] = []
    roots: list[str] = []
    for file in files:
        if file.folder in layout.packages and file.folder:
            part = layout.outermost_package(file.folder)
            above = part.rpartition("/")[0]
        else:
            part = f"{file.folder}/{file.stem}"
            above = file.folder
        parts.append(part)
        roots.append(next(folder for folder in _upwards(above) if folder in layout.roots))
    while True:
        # The stub of a module may be in another folder than its source.
        names = [(_dotted(file, root), file.is_stub) for file, root in zip(files, roots, strict=True)]
        owners: dict[tuple[str, bool], str] = {}
        for name, root in zip(names, roots, strict=True):
            owners[name] = min(owners.get(name, root), root, key=_depth)
        losers = {part for part, name, root in zip(parts, names, roots, strict=True) if root != owners[name]}
        if not losers:
            return roots
        roots = ["" if part in losers else root for part, root in zip(parts, roots, strict=True)]


def _importable(file: _File, layout: _Layout) -> Iterator[ImportableName]:
    for folder in _upwards(file.folder):
        name = _dotted(file, folder)
        if not name:
            continue
        rank = (0 if file.is_stub else _SOURCE) + (0 if file.is_package else _PLAIN)
        if folder in layout.roots:
            project = layout.roots[folder]
            first = _child(folder, file.folder)
            is_namespace = first is not None and first not in layout.packages
            rank += (_NAMESPACE if is_namespace else 0) + (_IN_PROJECT if folder == project else 0)
            # Every project has its own `setup`, `conftest`, `noxfile`.
            is_local = first is None and folder == project and folder != ""
            yield ImportableName(name, project, is_local, not is_namespace, rank)
        elif layout.is_script_folder(folder):
            yield ImportableName(name, folder, True, False, rank)


def _split(path: str) -> _File:
    folder, _, name = path.rpartition("/")
    stem, _, suffix = name.rpartition(".")
    return _File(folder, stem, stem == _PACKAGE, suffix == _STUB_SUFFIX)


def _dotted(file: _File, root: str) -> str:
    """The name relative to a folder around the file; '' for that folder's own `__init__`."""
    inner = file.folder[len(root) :].lstrip("/")
    parts = inner.split("/") if inner else []
    if parts:
        parts[0] = parts[0].removesuffix(_STUB_PACKAGE)
    return ".".join(parts if file.is_package else [*parts, file.stem])


# Asked for each file, but there are fewer folders.
@lru_cache(maxsize=_REMEMBERED)
def _upwards(folder: str) -> tuple[str, ...]:
    """The folder and all around it, innermost first: 'a/b' gives 'a/b', 'a', ''."""
    parts = folder.split("/") if folder else []
    return tuple("/".join(parts[:length]) for length in range(len(parts), -1, -1))


@lru_cache(maxsize=_REMEMBERED)
def _child(root: str, folder: str) -> str | None:
    """The folder directly in `root` that is or contains `folder`; None when `folder` is `root` itself."""
    return next((inner for inner, outer in pairwise(_upwards(folder)) if outer == root), None)


def _depth(folder: str) -> tuple[int, str]:
    return (folder.count("/") + bool(folder), folder)
