"""Where imports lead: tables of a source tree and what each of its import statements brings in.

`app.py: .core Base` is the name Base that app.py imports from `.core`. It leads to `path:name` in the repository, to
`path` for a module, to `standard_library module/name`, `external module/name`, or `unresolved: reason`.
"""

from __future__ import annotations

import pytest

from codegraph_dagster.stages.cross_file import STAGE
from codegraph_dagster_tests.stages.building import index

IMPORTS = """
SELECT
    files.path || ': ' || repeat('.', i.level) || i.module || coalesce(' ' || i.name, ''),
    CASE
        WHEN t.status = 'resolved' AND d.kind = 'module' THEN target.path
        WHEN t.status = 'resolved' THEN target.path || ':' || coalesce(d.qualified_name, '')
        WHEN t.status = 'unresolved' THEN 'unresolved: ' || t.reason
        ELSE t.status || ' ' || t.external_module || coalesce('/' || t.external_name, '')
    END
FROM work.ir.imports AS i
JOIN work.links.imports AS t USING (import)
JOIN work.ir.files AS files ON files.file_no = i.file_no
LEFT JOIN work.ir.files AS target ON target.file_no = t.target_file
LEFT JOIN work.ir.definitions AS d ON d.definition = t.target_definition
ORDER BY i.import
"""

TREES = {
    "absolute, aliased, and modules": (
        {
            "pkg/__init__.py": "",
            "pkg/core.py": "class Base: ...\nLIMIT = 1\ndef run(): ...",
            "pkg/app.py": (
                "import pkg.core\nimport pkg.core as c\nfrom pkg import core\n"
                "from pkg.core import Base as B, LIMIT, run"
            ),
        },
        {
            "pkg/app.py: pkg.core": "pkg/core.py",
            "pkg/app.py: pkg core": "pkg/core.py",
            "pkg/app.py: pkg.core Base": "pkg/core.py:Base",
            "pkg/app.py: pkg.core LIMIT": "pkg/core.py:LIMIT",
            "pkg/app.py: pkg.core run": "pkg/core.py:run",
        },
    ),
    "relative": (
        {
            "pkg/__init__.py": "from .a import A\nfrom . import sub",
            "pkg/a.py": "from . import b\nfrom .b import B\nclass A: ...",
            "pkg/b.py": "class B: ...",
            "pkg/sub/__init__.py": "from ..a import A\nfrom .. import b, A as Again\nfrom . import deep",
            "pkg/sub/deep.py": "from ...pkg import b\nfrom .... import x",
        },
        {
            "pkg/__init__.py: .a A": "pkg/a.py:A",
            "pkg/__init__.py: . sub": "pkg/sub/__init__.py",
            "pkg/a.py: . b": "pkg/b.py",
            "pkg/a.py: .b B": "pkg/b.py:B",
            "pkg/sub/__init__.py: ..a A": "pkg/a.py:A",
            "pkg/sub/__init__.py: .. b": "pkg/b.py",
            "pkg/sub/__init__.py: .. A": "pkg/a.py:A",
            "pkg/sub/__init__.py: . deep": "pkg/sub/deep.py",
            "pkg/sub/deep.py: ...pkg b": "unresolved: relative import beyond the top-level package",
            "pkg/sub/deep.py: .... x": "unresolved: relative import beyond the top-level package",
        },
    ),
    "outside": (
        {
            "a.py": (
                "import os.path\nimport numpy as np\nfrom os.path import join\n"
                "from numpy.linalg import norm\nimport yaml.nodes"
            ),
            "b.py": "from a import join, np, norm, os\nfrom __future__ import annotations",
            "c.py": "from b import join as j, np",
        },
        {
            "a.py: os.path": "standard_library os.path",
            "a.py: numpy": "external numpy",
            "a.py: os.path join": "standard_library os.path/join",
            "a.py: numpy.linalg norm": "external numpy.linalg/norm",
            "a.py: yaml.nodes": "external yaml.nodes",
            "b.py: a join": "standard_library os.path/join",
            "b.py: a np": "external numpy",
            "b.py: a norm": "external numpy.linalg/norm",
            "b.py: a os": "standard_library os",
            "b.py: __future__ annotations": "standard_library __future__/annotations",
            "c.py: b join": "standard_library os.path/join",
            "c.py: b np": "external numpy",
        },
    ),
    "unknown": (
        {
            "pkg/__init__.py": "from .gone import x\nfrom .a import y",
            "pkg/a.py": ("import pkg.gone\nfrom pkg.a.deep import z\nfrom pkg import x\nfrom pkg.gone import q"),
        },
        {
            "pkg/__init__.py: .gone x": "unresolved: no module gone in package pkg",
            "pkg/__init__.py: .a y": "unresolved: module pkg.a has no name y",
            "pkg/a.py: pkg.gone": "unresolved: no module gone in package pkg",
            "pkg/a.py: pkg.a.deep z": "unresolved: module pkg.a is no package",
            "pkg/a.py: pkg x": "unresolved: no module gone in package pkg",
            "pkg/a.py: pkg.gone q": "unresolved: no module gone in package pkg",
        },
    ),
    "chains of re-exports": (
        {
            "p/__init__.py": "from .api import Thing as Item",
            "p/api.py": "from .impl import Thing",
            "p/impl/__init__.py": "from ._private import Real as Thing",
            "p/impl/_private.py": "class Real: ...",
            "main.py": "from p import Item\nfrom p.api import Thing",
        },
        {
            "p/__init__.py: .api Thing": "p/impl/_private.py:Real",
            "p/api.py: .impl Thing": "p/impl/_private.py:Real",
            "p/impl/__init__.py: ._private Real": "p/impl/_private.py:Real",
            "main.py: p Item": "p/impl/_private.py:Real",
            "main.py: p.api Thing": "p/impl/_private.py:Real",
        },
    ),
    "circles of re-exports": (
        {
            "a.py": "from b import x\nfrom c import real",
            "b.py": "from c import x",
            "c.py": "from a import x\nreal = 1",
            "main.py": "from a import x, real",
        },
        {
            "a.py: b x": "unresolved: a circle of re-exports",
            "a.py: c real": "c.py:real",
            "b.py: c x": "unresolved: a circle of re-exports",
            "c.py: a x": "unresolved: a circle of re-exports",
            "main.py: a x": "unresolved: a circle of re-exports",
            "main.py: a real": "c.py:real",
        },
    ),
    "a circle that a submodule ends": (
        {
            "p/__init__.py": "from .sub import sub",
            "p/sub.py": "from p import sub",
        },
        {"p/__init__.py: .sub sub": "p/sub.py", "p/sub.py: p sub": "p/sub.py"},
    ),
    "stars": (
        {
            "p/__init__.py": "from .listed import *\nfrom .open import *",
            "p/listed.py": "__all__ = ['a', '_b']\na = 1\n_b = 2\nc = 3",
            "p/open.py": "from .deep import *\nd = 1\n_e = 2",
            "p/deep.py": "def f(): ...\nimport json",
            "main.py": "from p import a, _b, c, d, _e, f, json",
        },
        {
            "p/__init__.py: .listed *": "p/listed.py",
            "p/__init__.py: .open *": "p/open.py",
            "p/open.py: .deep *": "p/deep.py",
            "p/deep.py: json": "standard_library json",
            "main.py: p a": "p/listed.py:a",
            "main.py: p _b": "p/listed.py:_b",
            "main.py: p c": "unresolved: module p has no name c",
            "main.py: p d": "p/open.py:d",
            "main.py: p _e": "unresolved: module p has no name _e",
            "main.py: p f": "p/deep.py:f",
            "main.py: p json": "standard_library json",
        },
    ),
    "stars in a circle": (
        {
            "a.py": "from b import *\nx = 1",
            "b.py": "from a import *\ny = 2",
            "m.py": "from a import y\nfrom b import x",
        },
        {"a.py: b *": "b.py", "b.py: a *": "a.py", "m.py: a y": "b.py:y", "m.py: b x": "a.py:x"},
    ),
    "stars of what is outside": (
        {
            "one.py": "from numpy import *",
            "two.py": "from numpy import *\nfrom scipy import *",
            "three.py": "from one import *",
            "main.py": "from one import array\nfrom two import norm\nfrom three import zeros",
        },
        {
            "one.py: numpy *": "external numpy",
            "two.py: numpy *": "external numpy",
            "two.py: scipy *": "external scipy",
            "three.py: one *": "one.py",
            "main.py: one array": "external numpy/array",
            "main.py: two norm": "unresolved: module two has no name norm; it may come from numpy, scipy",
            "main.py: three zeros": "external numpy/zeros",
        },
    ),
    "the last star wins": (
        {
            "a.py": "x = 1",
            "b.py": "x = 2",
            "c.py": "from a import *\nfrom b import *",
            "m.py": "from c import x",
        },
        {"c.py: a *": "a.py", "c.py: b *": "b.py", "m.py: c x": "b.py:x"},
    ),
    "export lists that change and include others": (
        {
            "p/__init__.py": (
                "from . import a\nfrom .a import *\nfrom .b import *\n"
                "__all__ = a.__all__ + b.__all__ + ['own']\n__all__.remove('y')\nown = 1"
            ),
            "p/a.py": "__all__ = ['x', 'y']\n__all__ += ['_z']\nx = y = _z = 1",
            "p/b.py": "__all__ = ('w',)\nw = v = 1",
            "m.py": "from p import *",
            "n.py": "from m import x, _z, w, own\nfrom m import y\nfrom m import v",
        },
        {
            "p/__init__.py: . a": "p/a.py",
            "p/__init__.py: .a *": "p/a.py",
            "p/__init__.py: .b *": "p/b.py",
            "m.py: p *": "p/__init__.py",
            "n.py: m x": "p/a.py:x",
            # m has no list, but what it takes is in p's.
            "n.py: m _z": "p/a.py:_z",
            "n.py: m w": "p/b.py:w",
            "n.py: m own": "p/__init__.py:own",
            "n.py: m y": "unresolved: module m has no name y",
            "n.py: m v": "unresolved: module m has no name v",
        },
    ),
    "guarded imports": (
        {
            "fast.py": "def speed(): ...",
            "a.py": ("try:\n    from cython_fast import speed\nexcept ImportError:\n    from fast import speed"),
            "b.py": "try:\n    from ujson import loads\nexcept ImportError:\n    from json import loads",
            "c.py": "try:\n    from native import go\nexcept ImportError:\n    def go(): ...",
            "d.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from a import speed",
            "m.py": "from a import speed\nfrom b import loads\nfrom c import go\nfrom d import speed as s",
        },
        {
            "a.py: cython_fast speed": "external cython_fast/speed",
            "a.py: fast speed": "fast.py:speed",
            "b.py: ujson loads": "external ujson/loads",
            "b.py: json loads": "standard_library json/loads",
            "c.py: native go": "external native/go",
            "d.py: typing TYPE_CHECKING": "standard_library typing/TYPE_CHECKING",
            "d.py: a speed": "fast.py:speed",
            "m.py: a speed": "fast.py:speed",
            "m.py: b loads": "external ujson/loads",
            "m.py: c go": "c.py:go",
            "m.py: d speed": "fast.py:speed",
        },
    ),
    "a name and a submodule of one name": (
        {
            "p/__init__.py": "from .tool import tool\nfrom . import other\nimport p.third\nfourth = 4",
            "p/tool.py": "def tool(): ...",
            "p/other.py": "",
            "p/third.py": "",
            "p/fourth.py": "",
            "m.py": "from p import tool, other, third, fourth\nimport p.tool",
        },
        {
            "p/__init__.py: .tool tool": "p/tool.py:tool",
            "p/__init__.py: . other": "p/other.py",
            "p/__init__.py: p.third": "p/third.py",
            "m.py: p tool": "p/tool.py:tool",
            "m.py: p other": "p/other.py",
            "m.py: p third": "p/third.py",
            "m.py: p fourth": "p/__init__.py:fourth",
            "m.py: p.tool": "p/tool.py",
        },
    ),
    "namespace packages": (
        {
            "acme/store/__init__.py": "class Store: ...",
            "acme/tools.py": "from acme import store\nfrom .store import Store",
            "m.py": "import acme.store\nfrom acme import tools, gone\nfrom acme.store import Store",
        },
        {
            "acme/tools.py: acme store": "acme/store/__init__.py",
            "acme/tools.py: .store Store": "acme/store/__init__.py:Store",
            "m.py: acme.store": "acme/store/__init__.py",
            "m.py: acme tools": "acme/tools.py",
            "m.py: acme gone": "external acme/gone",
            "m.py: acme.store Store": "acme/store/__init__.py:Store",
        },
    ),
    "source folder": (
        {
            "pyproject.toml": "[project]\nname = 'app'",
            "src/app/__init__.py": "from app.core import Core",
            "src/app/core.py": "class Core: ...",
            "tests/helpers.py": "",
            "tests/test_core.py": (
                "from app import Core\nimport helpers\nfrom tests import helpers as h\nfrom src.app import core"
            ),
        },
        {
            "src/app/__init__.py: app.core Core": "src/app/core.py:Core",
            "tests/test_core.py: app Core": "src/app/core.py:Core",
            "tests/test_core.py: helpers": "tests/helpers.py",
            "tests/test_core.py: tests helpers": "tests/helpers.py",
            "tests/test_core.py: src.app core": "src/app/core.py",
        },
    ),
    "several projects": (
        {
            "one/pyproject.toml": "",
            "one/src/one/__init__.py": "def f(): ...",
            "one/src/common.py": "",
            "one/tests/util.py": "",
            "one/tests/test_one.py": "import common\nfrom tests.util import x\nfrom one import f",
            "two/pyproject.toml": "",
            "two/two/__init__.py": "from one import f\nimport common\nimport conftest",
            "two/common.py": "",
            "one/conftest.py": "",
        },
        {
            "one/tests/test_one.py: common": "one/src/common.py",
            "one/tests/test_one.py: tests.util x": "unresolved: module tests.util has no name x",
            "one/tests/test_one.py: one f": "one/src/one/__init__.py:f",
            "two/two/__init__.py: one f": "one/src/one/__init__.py:f",
            "two/two/__init__.py: common": "two/common.py",
            "two/two/__init__.py: conftest": "external conftest",
        },
    ),
    "names like those of others": (
        {
            "app/__init__.py": "",
            "app/json.py": "import json\nfrom json import loads\nimport redis",
            "app/redis.py": "import redis\nfrom redis import Redis",
            "scripts/yaml.py": "import yaml\nfrom yaml.nodes import Node",
            "docker/build.py": "import docker\nfrom docker import from_env\nfrom docker.errors import E",
            "queue.py": "import queue",
            "other.py": "import queue",
        },
        {
            "app/json.py: json": "standard_library json",
            "app/json.py: json loads": "standard_library json/loads",
            "app/json.py: redis": "external redis",
            "app/redis.py: redis": "external redis",
            "app/redis.py: redis Redis": "external redis/Redis",
            "scripts/yaml.py: yaml": "external yaml",
            "scripts/yaml.py: yaml.nodes Node": "external yaml.nodes/Node",
            "docker/build.py: docker": "external docker",
            "docker/build.py: docker from_env": "external docker/from_env",
            "docker/build.py: docker.errors E": "external docker.errors/E",
            "queue.py: queue": "standard_library queue",
            "other.py: queue": "queue.py",
        },
    ),
    "stubs": (
        {
            "p/__init__.py": "",
            "p/fast.py": "def run(): ...\ndef undeclared(): ...",
            "p/fast.pyi": (
                "from typing import Any\nfrom .kinds import Kind\n"
                "from .kinds import Other as Other\ndef run() -> Any: ..."
            ),
            "p/kinds.pyi": "class Kind: ...\nclass Other: ...",
            "ext-stubs/__init__.pyi": "class Ext: ...",
            "everything.py": "from p.fast import *",
            "m.py": (
                "from p.fast import run, undeclared\nfrom ext import Ext\nfrom everything import run as r, Kind, Other"
            ),
        },
        {
            "p/fast.pyi: typing Any": "standard_library typing/Any",
            "p/fast.pyi: .kinds Kind": "p/kinds.pyi:Kind",
            "p/fast.pyi: .kinds Other": "p/kinds.pyi:Other",
            "everything.py: p.fast *": "p/fast.pyi",
            "m.py: p.fast run": "p/fast.pyi:run",
            "m.py: p.fast undeclared": "p/fast.py:undeclared",
            "m.py: ext Ext": "ext-stubs/__init__.pyi:Ext",
            "m.py: everything run": "p/fast.pyi:run",
            "m.py: everything Kind": "unresolved: module everything has no name Kind",
            "m.py: everything Other": "p/kinds.pyi:Other",
        },
    ),
    "imports inside functions and classes": (
        {
            "p/__init__.py": "def load():\n    from . import late\n    from .late import x\n",
            "p/late.py": "x = 1\nclass C:\n    from p import load",
            "m.py": "from p import late, x",
        },
        {
            "p/__init__.py: . late": "p/late.py",
            "p/__init__.py: .late x": "p/late.py:x",
            "p/late.py: p load": "p/__init__.py:load",
            "m.py: p late": "p/late.py",
            "m.py: p x": "unresolved: module p has no name x",
        },
    ),
    "names that are computed, bound twice or declared elsewhere": (
        {
            "lazy.py": "def __getattr__(name): ...",
            "twice.py": "def f(): ...\ndef f(x): ...\nv: int\nv = 3",
            "state.py": "def set():\n    global current\n    current = 1",
            "m.py": "from lazy import anything\nfrom twice import f, v\nfrom state import current",
        },
        {
            "m.py: lazy anything": "unresolved: module lazy computes its names at run time",
            "m.py: twice f": "twice.py:f",
            "m.py: twice v": "twice.py:v",
            "m.py: state current": "state.py:current",
        },
    ),
    "a package that is the repository": (
        {
            "__init__.py": "from .nodes import Node\nfrom . import util",
            "nodes.py": "class Node: ...",
            "util.py": "",
            "sub/deep.py": "from ..nodes import Node\nfrom ... import x",
        },
        {
            "__init__.py: .nodes Node": "nodes.py:Node",
            "__init__.py: . util": "util.py",
            "sub/deep.py: ..nodes Node": "nodes.py:Node",
            "sub/deep.py: ... x": "unresolved: relative import beyond the top-level package",
        },
    ),
}


@pytest.mark.parametrize("name", TREES)
def test_imports(name, tmp_path):
    files, expected = TREES[name]
    rows = index(tmp_path, files, STAGE).query(IMPORTS)
    assert dict(rows) == expected


TREE = {
    "pkg/__init__.py": (
        "import os\nfrom .core import Base, _hidden\nfrom .ext import *\nfrom .gone import lost\nversion = '1'"
    ),
    "pkg/core.py": (
        "import re\n__all__ = ['Base', 'search', 'missing']\nfrom re import search\nclass Base: ...\n_hidden = 1"
    ),
    "pkg/ext.py": "from . import core\nimport pkg.sub\ndef tool(): ...",
    "pkg/sub/__init__.py": "",
    "main.py": "import pkg.sub\nimport pkg.sub as s\nimport os.path\nimport os.path as p\nfrom os import sep",
}


@pytest.fixture(scope="module")
def indexed(tmp_path_factory):
    return index(tmp_path_factory.mktemp("tree"), TREE, STAGE)


def test_every_import_and_component_has_one_row(indexed):
    for table, key in (("imports", "import"), ("import_components", "id")):
        assert indexed.query(
            f"SELECT count(*), count(DISTINCT r.{key}), (SELECT count(*) FROM work.ir.{table}) = count(*) "
            f"FROM work.links.{table} AS r JOIN work.ir.{table} USING ({key})"
        ) == [(n := indexed.query(f"SELECT count(*) FROM work.ir.{table}")[0][0], n, True)]


def test_members(indexed):
    rows = indexed.query(
        "SELECT m.name, "
        "coalesce(d.file_no || ':' || d.name, concat_ws('/', external_module, external_name)), "
        "m.is_reexport, m.is_submodule, m.is_exported "
        "FROM work.links.members AS m JOIN work.ir.files USING (file_no) "
        "LEFT JOIN work.ir.definitions AS d ON d.definition = m.definition "
        "WHERE path = 'pkg/__init__.py' ORDER BY m.name"
    )
    files = dict(indexed.query("SELECT path, file_no FROM work.ir.files"))
    core, ext, own, sub = (str(files[f"pkg/{name}.py"]) for name in ("core", "ext", "__init__", "sub/__init__"))
    found = {name: (target.split(":")[0], *flags) for name, target, *flags in rows}
    assert found == {
        "os": ("os", True, False, True),
        "Base": (core, True, False, True),
        "_hidden": (core, True, False, False),
        # The star brings `core` from ext, which has it from this package: where it is only a submodule.
        "core": (core, False, True, True),
        "pkg": (own, True, False, True),
        "tool": (ext, True, False, True),
        "lost": ("", True, False, True),
        "version": (own, False, False, True),
        "ext": (ext, False, True, False),
        "sub": (sub, False, True, False),
    }


def test_what_an_import_binds(indexed):
    rows = indexed.query(
        "SELECT i.module, i.alias, i.name, bound.qualified_name, t.bound_external "
        "FROM work.ir.imports AS i JOIN work.links.imports AS t USING (import) "
        "JOIN work.ir.files USING (file_no) "
        "LEFT JOIN work.ir.definitions AS bound ON bound.definition = t.bound_definition "
        "WHERE path = 'main.py' ORDER BY import"
    )
    assert rows == [
        ("pkg.sub", None, None, "pkg", None),
        ("pkg.sub", "s", None, "pkg.sub", None),
        ("os.path", None, None, None, "os"),
        ("os.path", "p", None, None, "os.path"),
        ("os", None, "sep", None, None),
    ]


def test_components(indexed):
    rows = indexed.query(
        "SELECT c.module, d.qualified_name, t.external_module "
        "FROM work.ir.import_components AS c JOIN work.links.import_components AS t USING (id) "
        "JOIN work.ir.imports AS i USING (import) JOIN work.ir.files USING (file_no) "
        "LEFT JOIN work.ir.definitions AS d ON d.definition = t.target_definition "
        "WHERE path = 'main.py' AND alias IS NULL ORDER BY id"
    )
    assert rows == [
        ("pkg", "pkg", None),
        ("pkg.sub", "pkg.sub", None),
        ("os", None, "os"),
        ("os.path", None, "os.path"),
        ("os", None, "os"),
    ]


def test_exports(indexed):
    rows = indexed.query("SELECT path, name, symbol IS NOT NULL, is_reexport FROM work.main.exports ORDER BY ALL")
    assert [row for row in rows if row[0].startswith(("pkg/core", "pkg/__init__"))] == [
        ("pkg/__init__.py", "Base", True, True),
        ("pkg/__init__.py", "core", True, True),
        ("pkg/__init__.py", "pkg", True, True),
        ("pkg/__init__.py", "tool", True, True),
        ("pkg/__init__.py", "version", True, False),
        ("pkg/core.py", "Base", True, False),
        ("pkg/core.py", "search", False, True),
    ]


def test_file_dependencies(indexed):
    assert indexed.query("FROM work.main.file_dependencies ORDER BY ALL") == [
        ("main.py", "pkg/sub/__init__.py", 2),
        ("pkg/__init__.py", "pkg/core.py", 2),
        ("pkg/__init__.py", "pkg/ext.py", 1),
        ("pkg/ext.py", "pkg/core.py", 1),
        ("pkg/ext.py", "pkg/sub/__init__.py", 1),
    ]


def test_a_name_taken_through_a_package_depends_on_both(tmp_path):
    files = {"p/__init__.py": "from .a import A", "p/a.py": "A = 1", "m.py": "from p import A"}
    assert index(tmp_path, files, STAGE).query(
        "SELECT target_path FROM work.main.file_dependencies WHERE source_path = 'm.py' ORDER BY ALL"
    ) == [("p/__init__.py",), ("p/a.py",)]


def test_dependency_cycles(tmp_path):
    files = {
        "a.py": "import b",
        "b.py": "import c",
        "c.py": "import a\nimport d",
        "d.py": "",
        "x.py": "import y",
        "y.py": "import x, a",
        "self.py": "import self",
    }
    assert index(tmp_path, files, STAGE).query("FROM work.main.dependency_cycles ORDER BY ALL") == [
        (1, "a.py"),
        (1, "b.py"),
        (1, "c.py"),
        (2, "x.py"),
        (2, "y.py"),
    ]


def test_a_repository_without_imports(tmp_path):
    indexed = index(tmp_path, {"a.py": "x = 1"}, STAGE)
    assert indexed.query("SELECT name, is_exported FROM work.links.members") == [("x", True)]
    assert indexed.query("FROM work.main.dependency_cycles") == []


def test_an_empty_repository(tmp_path):
    assert index(tmp_path, {"README.md": "nothing"}, STAGE).query("FROM work.links.members") == []


def test_a_module_that_was_not_indexed(tmp_path):
    files = {"big.py": "x = 1\n" * 100, "m.py": "import big\nfrom big import x"}
    rows = index(tmp_path, files, STAGE, max_file_bytes=100).query(
        "SELECT status, reason FROM work.links.imports ORDER BY import"
    )
    assert rows == [("resolved", None), ("unresolved", "module big was not indexed")]


def test_a_long_chain(tmp_path):
    files = {f"m{n}.py": f"from m{n + 1} import x" for n in range(30)} | {"m30.py": "x = 1"}
    rows = index(tmp_path, files, STAGE).query("SELECT DISTINCT status, target_file FROM work.links.imports")
    assert len(rows) == 1
    assert rows[0][0] == "resolved"
