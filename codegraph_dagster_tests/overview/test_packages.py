"""Packages made of folders: an example, and what must hold for any tree of folders."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from codegraph_dagster.overview.packages import Dependency, Folder, Package, group

FOLDERS = [
    Folder("", 1, 5, 1, 0),
    Folder("app", 2, 20, 4, 1),
    Folder("app/db", 3, 300, 30, 2),
    Folder("app/db/sql", 1, 100, 10, 0),
    Folder("app/web", 4, 40, 8, 0),
    Folder("tools", 1, 10, 2, 0),
]
DEPENDENCIES = [
    Dependency("app/web", "app/db", 3),
    Dependency("app/web", "app/db/sql", 2),
    Dependency("app/db/sql", "app/db", 7),
    Dependency("app/db", "app/web", 1),
    Dependency("", "app", 1),
]


def test_the_largest_folder_is_opened_until_there_are_enough():
    assert [package.package for package in group(FOLDERS, [], 1)[0]] == ["."]
    assert [package.package for package in group(FOLDERS, [], 3)[0]] == ["app", "tools", "*"]
    packages, dependencies = group(FOLDERS, DEPENDENCIES, 5)
    assert packages == [
        Package("app/db", 4, 400, 40, imports=1, imported=5, files_in_cycles=2),
        Package("app/web", 4, 40, 8, imports=5, imported=1, files_in_cycles=0),
        Package("app/*", 2, 20, 4, imports=0, imported=1, files_in_cycles=1),
        Package("tools", 1, 10, 2, imports=0, imported=0, files_in_cycles=0),
        Package("*", 1, 5, 1, imports=1, imported=0, files_in_cycles=0),
    ]
    assert dependencies == [
        Dependency("*", "app/*", 1),
        Dependency("app/db", "app/web", 1),
        Dependency("app/web", "app/db", 5),
    ]
    assert group([], [], 5) == ([], [])


paths = st.lists(st.sampled_from("abc"), max_size=4).map("/".join)


@given(st.lists(paths, unique=True, max_size=12).flatmap(lambda names: st.tuples(st.just(names), st.integers(1, 15))))
@settings(max_examples=100, deadline=None)
def test_every_folder_is_in_one_package(case):
    names, wanted = case
    folders = [Folder(name, 1, len(name) + 1, 2, 0) for name in names]
    everything = [Dependency(one, other, 1) for one in names for other in names if one != other]
    packages, dependencies = group(folders, everything, wanted)
    assert len({package.package for package in packages}) == len(packages)
    assert sum(package.files for package in packages) == len(folders)
    assert sum(package.lines for package in packages) == sum(folder.lines for folder in folders)
    assert len(packages) >= min(wanted, len(folders)), "opening every folder gives each one a package"
    assert all(each.source != each.target for each in dependencies)
    assert sum(package.imports for package in packages) == sum(package.imported for package in packages)
    assert sum(each.imports for each in dependencies) == sum(package.imports for package in packages)
