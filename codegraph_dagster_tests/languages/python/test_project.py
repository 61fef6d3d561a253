"""Name and version from project metadata: a table of files and what they say."""

from __future__ import annotations

import pytest

from codegraph_dagster.languages.python.project import package_identity

CASES = {
    "nothing": ({}, (".", ".")),
    "project table": ({"pyproject.toml": '[project]\nname = "Flask"\nversion = "3.1"'}, ("flask", "3.1")),
    "normalised": ({"pyproject.toml": '[project]\nname = "My_Pkg.core"'}, ("my-pkg-core", ".")),
    "poetry": ({"pyproject.toml": '[tool.poetry]\nname = "a"\nversion = "1"'}, ("a", "1")),
    "attribute": (
        {
            "pyproject.toml": '[project]\nname="a"\n[tool.setuptools.dynamic]\nversion={attr="a.meta.__version__"}',
            "src/a/meta.py": '__version__: str = "2.0"',
        },
        ("a", "2.0"),
    ),
    "computed attribute": (
        {
            "pyproject.toml": '[project]\nname="a"\n[tool.setuptools.dynamic]\nversion={attr="a.__version__"}',
            "a/__init__.py": "__version__ = get_version()",
        },
        ("a", "."),
    ),
    "file": (
        {
            "pyproject.toml": '[project]\nname="a"\n[tool.setuptools.dynamic]\nversion={file="VERSION"}',
            "VERSION": "4.5\n",
        },
        ("a", "4.5"),
    ),
    "hatch": (
        {"pyproject.toml": '[project]\nname="a"\n[tool.hatch.version]\npath="a.py"', "a.py": "VERSION = '6'"},
        ("a", "6"),
    ),
    "flit": (
        {
            "pyproject.toml": '[build-system]\nbuild-backend="flit_core.buildapi"\n'
            '[project]\nname="a-b"\ndynamic=["version"]',
            "a_b/__init__.py": "__version__ = '7'",
        },
        ("a-b", "7"),
    ),
    "setup.cfg": ({"setup.cfg": "[metadata]\nname = a\nversion = 1.2"}, ("a", "1.2")),
    "setup.cfg attribute": (
        {
            "setup.cfg": "[metadata]\nname = a\nversion = attr: a.__version__",
            "a/__init__.py": "__version__='3'",
        },
        ("a", "3"),
    ),
    "setup.py": ({"setup.py": "V = '9'\nsetuptools.setup(name='a', version=V)"}, ("a", "9")),
    "setup.py that computes": ({"setup.py": "setup(name=read(), version=open('v').read())"}, (".", ".")),
    "built": ({"PKG-INFO": "Metadata-Version: 2.1\nName: a\nVersion: 1\n\nText"}, ("a", "1")),
    "installed": ({"a-1.dist-info/METADATA": "Name: A\nVersion: 1"}, ("a", "1")),
    "many installed": (
        {"a-1.dist-info/METADATA": "Name: a\nVersion: 1", "b-1.dist-info/METADATA": "Name: b\nVersion: 1"},
        (".", "."),
    ),
    "the version of what has the name": (
        {"pyproject.toml": '[project]\nname = "a"\ndynamic=["version"]', "PKG-INFO": "Name: a\nVersion: 5"},
        ("a", "5"),
    ),
    "not the version of something else": (
        {"pyproject.toml": '[project]\nname = "a"', "x-5.dist-info/METADATA": "Name: x\nVersion: 5"},
        ("a", "."),
    ),
    "broken": ({"pyproject.toml": "[project", "setup.cfg": "x", "setup.py": "("}, (".", ".")),
    "wrong types": ({"pyproject.toml": 'project = 1\n[tool]\nsetuptools = "x"\npoetry = []'}, (".", ".")),
    "no valid version": ({"pyproject.toml": '[project]\nname="a"\nversion="1 2\\n3"'}, ("a", ".")),
}


@pytest.mark.parametrize("name", CASES)
def test_package_identity(name, tmp_path):
    files, expected = CASES[name]
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    assert package_identity(tmp_path) == expected


def test_files_outside_the_repository_are_not_read(tmp_path):
    (tmp_path / "secret").write_text("1.0")
    root = tmp_path / "repository"
    root.mkdir()
    (root / "pyproject.toml").write_text('[project]\nname="a"\n[tool.setuptools.dynamic]\nversion={file="../secret"}')
    assert package_identity(root) == ("a", ".")
    (root / "pyproject.toml").unlink()
    (tmp_path / "other.toml").write_text('[project]\nname="b"')
    (root / "pyproject.toml").symlink_to(tmp_path / "other.toml")
    assert package_identity(root) == (".", ".")


def test_setup_py_is_not_run(tmp_path):
    (tmp_path / "setup.py").write_text(
        f"open({str(tmp_path / 'ran')!r}, 'w')\nfrom setuptools import setup\nsetup(name='a')"
    )
    assert package_identity(tmp_path) == ("a", ".")
    assert not (tmp_path / "ran").exists()
