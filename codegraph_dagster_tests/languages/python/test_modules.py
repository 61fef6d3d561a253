"""Under which names files are imported, by the shape of the file tree."""

from __future__ import annotations

import pytest

from codegraph_dagster.languages.python.modules import assign_modules

# name: (files with their canonical name, project files)
LAYOUTS = {
    "package": (
        {"app/__init__.py": "app", "app/views.py": "app.views", "app/sub/__init__.py": "app.sub"},
        [],
    ),
    "source folder": (
        {"src/app/__init__.py": "app", "src/app/cli.py": "app.cli", "tests/test_cli.py": "tests.test_cli"},
        ["pyproject.toml"],
    ),
    "single modules in a source folder": ({"src/main.py": "main", "src/util.py": "util"}, []),
    "namespace package": (
        {
            "acme/cloud/store/__init__.py": "acme.cloud.store",
            "acme/cloud/store/api.py": "acme.cloud.store.api",
        },
        [],
    ),
    "folder without __init__ inside a package": (
        {"app/__init__.py": "app", "app/data/load.py": "app.data.load"},
        [],
    ),
    "possible source folder with a package": ({"lib/app/__init__.py": "app"}, []),
    "possible source folder without a package": ({"lib/util.py": "lib.util"}, []),
    "source folder that is a package": ({"src/__init__.py": "src", "src/app.py": "src.app"}, []),
    "scripts": (
        {"setup.py": "setup", "tools/release.py": "tools.release", "my-tools/a.py": "my-tools.a"},
        [],
    ),
    "several projects": (
        {
            "services/one/src/one/__init__.py": "one",
            "services/two/two/__init__.py": "two",
            "services/two/two/api.py": "two.api",
        },
        ["services/one/pyproject.toml", "services/two/setup.cfg"],
    ),
    "one name in several projects": (
        {
            "setup.py": "setup",
            "packages/a/setup.py": "packages.a.setup",
            "packages/a/tests/__init__.py": "tests",
            "packages/a/tests/conftest.py": "tests.conftest",
            "packages/b/tests/__init__.py": "packages.b.tests",
            "packages/b/tests/conftest.py": "packages.b.tests.conftest",
            "packages/b/tests/test_b.py": "packages.b.tests.test_b",
        },
        ["packages/a/pyproject.toml", "packages/b/pyproject.toml"],
    ),
    "a project file in every package": (
        {"app/__init__.py": "app", "app/core/__init__.py": "app.core", "app/core/setup.py": "app.core.setup"},
        ["setup.py", "app/core/setup.py"],
    ),
    "stub beside its source": (
        {"app/__init__.py": "app", "app/fast.py": "app.fast", "app/fast.pyi": "app.fast"},
        [],
    ),
    "stub package": ({"app-stubs/__init__.pyi": "app", "app-stubs/core.pyi": "app.core"}, []),
    "folder of stubs": ({"typings/vendor/__init__.pyi": "vendor", "typings/small.pyi": "small"}, []),
    "the root is a package": ({"__init__.py": "__init__", "nodes.py": "nodes", "sub/x.py": "sub.x"}, []),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_canonical_name(name):
    expected, project_files = LAYOUTS[name]
    found = assign_modules(list(expected), project_files)
    assert dict(zip(expected, [file.module for file in found], strict=True)) == expected


@pytest.mark.parametrize("name", LAYOUTS)
def test_names_are_unique_but_for_stubs(name):
    expected, project_files = LAYOUTS[name]
    found = assign_modules(list(expected), project_files)
    assert len({(file.module, file.is_stub) for file in found}) == len(found)


def test_order_of_paths_does_not_matter():
    for expected, project_files in LAYOUTS.values():
        forward = assign_modules(list(expected), project_files)
        backward = assign_modules(list(expected)[::-1], project_files[::-1])
        assert backward[::-1] == forward


def test_packages_and_stubs_are_marked():
    package, stub, module = assign_modules(["a/__init__.py", "a/b.pyi", "a/b.py"], [])
    assert (package.is_package, package.is_stub) == (True, False)
    assert (stub.is_package, stub.is_stub) == (False, True)
    assert (module.is_package, module.is_stub) == (False, False)


def importable(path, paths, project_files=()):
    (found,) = [file for name, file in zip(paths, assign_modules(paths, project_files), strict=True) if name == path]
    return {(name.module, name.folder, name.is_local) for name in found.importable}


def test_a_source_folder_is_importable_with_and_without_its_name():
    assert importable("src/app/x.py", ["src/app/__init__.py", "src/app/x.py"]) == {
        ("app.x", "", False),
        ("src.app.x", "", False),
    }


def test_scripts_find_what_lies_beside_and_below_them():
    assert importable("tools/lib/text.py", ["tools/lib/text.py"]) == {
        ("text", "tools/lib", True),
        ("lib.text", "tools", True),
        ("tools.lib.text", "", False),
    }


def test_a_module_of_a_package_has_no_name_of_its_own():
    names = importable("app/json.py", ["app/__init__.py", "app/json.py"])
    assert names == {("app.json", "", False)}


def test_only_its_own_project_finds_a_projects_scripts():
    names = importable("one/conftest.py", ["one/conftest.py", "two/x.py"], ["one/setup.py", "two/setup.py"])
    assert names == {("conftest", "one", True), ("one.conftest", "", False)}


def test_order_of_preference():
    paths = ["app-stubs/__init__.pyi", "app/__init__.py", "src/app/__init__.py", "app.py"]
    ranks = {
        path: name.rank
        for path, file in zip(paths, assign_modules(paths, []), strict=True)
        for name in file.importable
        if name.module == "app"
    }
    assert sorted(ranks, key=ranks.__getitem__) == [
        "app-stubs/__init__.pyi",
        "src/app/__init__.py",
        "app/__init__.py",
        "app.py",
    ]
