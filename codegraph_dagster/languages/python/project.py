"""Name and version of the Python package whose source a repository is, from files that are never run."""

from __future__ import annotations

import ast
import configparser
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from codegraph_dagster.ir.reading import UnreadableFileError, read_regular_file

PROJECT_FILE_NAMES: Final = frozenset({"pyproject.toml", "setup.cfg", "setup.py"})
"""Names of files that make their folder a project."""

UNKNOWN: Final = "."

_MAX_BYTES: Final = 1_000_000
_VERSION_NAMES: Final = ("__version__", "VERSION", "version")
_BUILD_OUTPUT: Final = ("PKG-INFO", "*.egg-info/PKG-INFO", "src/*.egg-info/PKG-INFO", "*.dist-info/METADATA")

_Identity = tuple[str | None, str | None]


def package_identity(root: Path) -> tuple[str, str]:
    """The package's normalised name (PEP 503) and its version; '.' for what its metadata do not say.

    Looked at, in this order, until both are known: `pyproject.toml` (the `project` table, Poetry's, and
    literals in the files to which the tables of setuptools, hatch and flit point), `setup.cfg`, literals in
    `setup.py`, what a build left behind.
    """
    root = root.resolve()
    readers: tuple[Callable[[Path], Iterator[_Identity]], ...] = (
        _pyproject,
        _setup_cfg,
        _setup_py,
        _build_output,
    )
    name: str | None = None
    version: str | None = None
    for reader in readers:
        for given_name, given_version in reader(root):
            found = _normalised(given_name)
            if name is not None and found is not None and found != name:
                continue
            name = name or found
            version = version or _valid_version(given_version)
        if name is not None and version is not None:
            break
    return name or UNKNOWN, version or UNKNOWN


def _pyproject(root: Path) -> Iterator[_Identity]:
    try:
        content = tomllib.loads(_text(root, "pyproject.toml"))
    except (tomllib.TOMLDecodeError, RecursionError):
        return
    project, tools = _table(content, "project"), _table(content, "tool")
    name = _string(project, "name")
    yield name, _string(project, "version")
    poetry = _table(tools, "poetry")
    yield _string(poetry, "name"), _string(poetry, "version")
    dynamic = _table(tools, "setuptools", "dynamic", "version")
    if attribute := _string(dynamic, "attr"):
        yield name, _attribute(root, attribute)
    if file := _string(dynamic, "file"):
        yield name, _text(root, file).strip()
    if path := _string(_table(tools, "hatch", "version"), "path"):
        yield name, _assigned(_text(root, path), _VERSION_NAMES)
    if "flit" in (_string(_table(content, "build-system"), "build-backend") or ""):
        module = _string(_table(tools, "flit", "module"), "name") or (name or "").replace("-", "_")
        yield name, _attribute(root, f"{module}.__version__")


def _setup_cfg(root: Path) -> Iterator[_Identity]:
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(_text(root, "setup.cfg"))
    except configparser.Error:
        return
    version = parser.get("metadata", "version", fallback=None)
    directive, _, value = (version or "").partition(":")
    if directive.strip() == "attr":
        version = _attribute(root, value.strip())
    elif directive.strip() == "file":
        version = _text(root, value.strip()).strip()
    yield parser.get("metadata", "name", fallback=None), version


def _setup_py(root: Path) -> Iterator[_Identity]:
    tree = _parsed(_text(root, "setup.py"))
    constants = _literals(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "setup":
            given = {keyword.arg: keyword.value for keyword in node.keywords}
            yield _literal(given.get("name"), constants), _literal(given.get("version"), constants)


def _build_output(root: Path) -> Iterator[_Identity]:
    for pattern in _BUILD_OUTPUT:
        found = sorted(root.glob(pattern))
        # A folder of many installed packages is no package's source.
        if len(found) == 1:
            from email.parser import HeaderParser  # slow to import, and seldom needed

            headers = HeaderParser().parsestr(_text(root, found[0].relative_to(root).as_posix()))
            yield headers.get("Name"), headers.get("Version")


def _attribute(root: Path, dotted: str) -> str | None:
    """The value of `package.module.NAME` if the module assigns a literal to it."""
    module, _, name = dotted.rpartition(".")
    path = module.replace(".", "/")
    for file in (f"{path}.py", f"{path}/__init__.py", f"src/{path}.py", f"src/{path}/__init__.py"):
        if found := _assigned(_text(root, file), (name,)):
            return found
    return None


def _assigned(source: str, names: Sequence[str]) -> str | None:
    literals = _literals(_parsed(source))
    return next((literals[name] for name in names if name in literals), None)


def _literals(tree: ast.Module) -> dict[str, str]:
    """The module-level names to which a string is assigned."""
    found: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            value = _literal(node.value, {})
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if value is not None:
                found.update({target.id: value for target in targets if isinstance(target, ast.Name)})
    return found


def _literal(node: ast.expr | None, constants: Mapping[str, str]) -> str | None:
    if isinstance(node, ast.Name):
        return constants.get(node.id)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _parsed(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


def _text(root: Path, path: str) -> str:
    """The content of a file of the repository; '' when there is none that may be read."""
    try:
        return read_regular_file(root, path, _MAX_BYTES).decode("utf-8-sig", errors="replace")
    except (UnreadableFileError, ValueError):
        return ""


def _normalised(name: str | None) -> str | None:
    if not name or not re.fullmatch(r"[A-Za-z0-9._-]+", name):
        return None
    return re.sub(r"[-_.]+", "-", name).lower()


def _valid_version(version: str | None) -> str | None:
    return version if version and re.fullmatch(r"[A-Za-z0-9.!+_-]{1,100}", version) else None


def _table(content: Mapping[str, Any], *keys: str) -> Mapping[str, Any]:
    for key in keys:
        value = content.get(key)
        content = value if isinstance(value, dict) else {}
    return content


def _string(content: Mapping[str, Any], name: str) -> str | None:
    value = content.get(name)
    return value if isinstance(value, str) else None
