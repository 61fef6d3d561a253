"""Packages of a size that fits into one picture: folders, the largest of them opened until there are enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Folder:
    """What lies directly in a folder, folders in it left out. The path of the root is empty."""

    path: str
    files: int
    lines: int
    symbols: int
    files_in_cycles: int


@dataclass(frozen=True, slots=True)
class Package:
    """A folder with all that is below it, or what lies directly in it when its folders are packages of their own.

    `imports` and `imported` count the imports that lead from it to other packages and to it from them.
    """

    package: str
    files: int
    lines: int
    symbols: int
    imports: int
    imported: int
    files_in_cycles: int


@dataclass(frozen=True, slots=True)
class Dependency:
    """The number of imports that lead from one package or folder to another."""

    source: str
    target: str
    imports: int


def group(
    folders: Sequence[Folder], dependencies: Iterable[Dependency], wanted: int
) -> tuple[list[Package], list[Dependency]]:
    """The packages, the largest first, and what they import from each other.

    There are `wanted` of them or more as soon as the folders allow it; opening the last one may give many.
    """
    place = _places(folders, wanted)
    between: Counter[tuple[str, str]] = Counter()
    for each in dependencies:
        if place[each.source] != place[each.target]:
            between[place[each.source], place[each.target]] += each.imports
    out: Counter[str] = Counter()
    into: Counter[str] = Counter()
    for (source, target), imports in between.items():
        out[source] += imports
        into[target] += imports
    members: dict[str, list[Folder]] = {}
    for folder in folders:
        members.setdefault(place[folder.path], []).append(folder)
    packages = [
        Package(
            package=name,
            files=sum(folder.files for folder in inside),
            lines=sum(folder.lines for folder in inside),
            symbols=sum(folder.symbols for folder in inside),
            imports=out[name],
            imported=into[name],
            files_in_cycles=sum(folder.files_in_cycles for folder in inside),
        )
        for name, inside in members.items()
    ]
    packages.sort(key=lambda package: (-package.lines, package.package))
    return packages, [Dependency(source, target, imports) for (source, target), imports in sorted(between.items())]


def _places(folders: Sequence[Folder], wanted: int) -> Mapping[str, str]:
    """The package of each folder: `a/b` with all below it, or `a/*` for what lies directly in `a`."""
    parts = {folder.path: tuple(folder.path.split("/")) if folder.path else () for folder in folders}
    groups: dict[tuple[str, ...], list[Folder]] = {(): list(folders)} if folders else {}
    closed: dict[tuple[str, ...], list[Folder]] = {}  # what lies directly in a folder that was opened
    while groups and len(groups) + len(closed) < wanted:
        openable = [root for root, inside in groups.items() if any(parts[folder.path] != root for folder in inside)]
        if not openable:
            break
        root = max(openable, key=lambda root: (sum(folder.lines for folder in groups[root]), root))
        for folder in groups.pop(root):
            path = parts[folder.path]
            if path == root:
                closed.setdefault(root, []).append(folder)
            else:
                groups.setdefault(path[: len(root) + 1], []).append(folder)
    place = {folder.path: "/".join(root) or "." for root, inside in groups.items() for folder in inside}
    place |= {folder.path: "/".join((*root, "*")) for root, inside in closed.items() for folder in inside}
    return place
