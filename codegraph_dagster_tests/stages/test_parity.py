"""After any sequence of edits an incremental build has the rows of a clean one, in every table."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from codegraph_dagster.ir import cache, kept
from codegraph_dagster.stages import per_file
from codegraph_dagster_tests.stages.builds import Builds

# Files that lean on each other: imports in a circle, stars, re-exports, an export list, inheritance, types.
FILES = {
    "pkg/__init__.py": "from pkg.base import *\nfrom .shapes import Circle as Round\n__all__ = ['Base', 'Round']\n",
    "pkg/base.py": "class Base:\n    size: int = 0\n    def area(self) -> int:\n        return self.size\n\n"
    "def make() -> Base:\n    return Base()\n",
    "pkg/shapes.py": "from pkg.base import Base, make\nimport pkg.tools as tools\n\nclass Circle(Base):\n"
    "    def area(self):\n        return tools.twice(make().size)\n",
    "pkg/tools.py": "from pkg import shapes\n\ndef twice(n):\n    return n * 2\n\ndef big(c: 'shapes.Circle'):\n"
    "    return c.area()\n",
    "pkg/sub/__init__.py": "",
    "pkg/sub/deep.py": "from .. import base\nfrom ..tools import twice as double\nvalue = double(base.make().area())\n",
    "tests/test_it.py": "import pkg\n\ndef test():\n    assert pkg.Round().area() == pkg.Base().area()\n",
    "pyproject.toml": "[project]\nname = 'small'\nversion = '1'\n",
}
TEXTS = [
    "def twice(n):\n    return helper(n)\n\ndef helper(n):\n    return n\n",
    "class Base:\n    def area(self) -> 'Base':\n        return self\n\nclass Circle(Base):\n    pass\n",
    "from pkg.base import *\nfrom pkg.tools import *\n__all__ = ['make', 'twice']\n",
    "__all__ = ['Circle']\n__all__ += ['Base']\nfrom pkg.shapes import Circle\nfrom pkg.base import Base\n",
    "def broken(:\n    return 1\nclass Base: pass\n",
    "import pkg.missing\nfrom pkg.sub import deep\ndeep.value.area()\n",
    "",
    "é = 'ü'\r\nclass Base:\r\n    é = 1\r\n",
]
BINARY = b"\x00\x01\x02\x00binary\xff"
NAMES = [*FILES, "pkg/zoo.py", "pkg/alpha.py", "pkg/base.pyi", "aa.py", "zz/__init__.py", "zz/base.py"]
SOURCES = [name for name in NAMES if name.endswith((".py", ".pyi"))]

edits = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(SOURCES), st.sampled_from([text.encode() for text in TEXTS])),
    st.tuples(st.just("write"), st.sampled_from(SOURCES), st.just(BINARY)),
    st.tuples(st.just("restore"), st.sampled_from(list(FILES)), st.just(b"")),
    st.tuples(st.just("delete"), st.sampled_from(NAMES), st.just(b"")),
    st.tuples(st.just("rename"), st.sampled_from(SOURCES), st.sampled_from([name.encode() for name in SOURCES])),
    st.tuples(st.just("move"), st.sampled_from(SOURCES), st.sampled_from([name.encode() for name in SOURCES])),
    st.tuples(st.just("write"), st.just("pyproject.toml"), st.just(b"[project]\nname = 'other'\nversion = '2'\n")),
    st.tuples(
        st.just("begin"),
        st.sampled_from(SOURCES),
        st.sampled_from([b"first = 1\n", b"from pkg.tools import *\n", b"from pkg import Round as twice\n"]),
    ),
    st.tuples(st.just("touch"), st.sampled_from(NAMES), st.just(b"")),
)
# Sometimes all goes back to what it was some rounds ago, as a checkout does it.
rounds_of_edits = st.one_of(st.lists(edits, min_size=1, max_size=3), st.integers(1, 3))


def edit(root: Path, kind: str, name: str, argument: bytes) -> None:
    path = root / name
    if kind in ("write", "restore"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(argument if kind == "write" else FILES[name].encode())
    elif path.is_file():
        if kind == "delete":
            path.unlink()
        elif kind == "touch":
            path.touch()
        elif kind == "begin":
            path.write_bytes(argument + path.read_bytes())
        else:
            target = root / argument.decode()
            target.parent.mkdir(parents=True, exist_ok=True)
            if kind == "rename":
                path.rename(target)
            elif target != path:  # the first definition goes to the other file
                head, mark, rest = path.read_bytes().partition(b"\n\n")
                path.write_bytes(rest)
                with target.open("ab") as stream:
                    stream.write(b"\n\n" + head + mark)


def contents(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def go_back(root: Path, files: dict[Path, bytes]) -> None:
    for path in contents(root):
        path.unlink()
    for path, content in files.items():
        path.write_bytes(content)


def write_files(root: Path) -> None:
    for name in FILES:
        edit(root, "restore", name, b"")


@settings(
    max_examples=1,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.generate],
)
@given(st.lists(rounds_of_edits, min_size=3, max_size=4))
@example(
    [[("begin", "pkg/base.py", b"first = 1\n")], [("begin", "pkg/shapes.py", b"from pkg.tools import twice as make\n")]]
)
@example([[("write", "pkg/base.py", b""), ("write", "aa.py", BINARY)], 1, [("delete", "pkg/tools.py", b"")], 2])
def test_incremental_equals_clean(rounds):
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        # These files are few and small, but to be treated as many large ones.
        patch.setattr(cache, "WORTHWHILE_BYTES", 1)
        patch.setattr(kept, "_MOST_CHANGED", 1.0)
        patch.setattr(per_file, "_MOST_STALE", 1.0)
        root = folder / "source"
        write_files(root)
        builds = Builds(root, folder / "data")
        builds.run()
        states = [contents(root)]
        for number, changes in enumerate(rounds):
            if isinstance(changes, int):
                go_back(root, states[max(0, len(states) - 1 - changes)])
            else:
                for change in changes:
                    edit(root, *change)
            states.append(contents(root))
            builds.run()
            assert builds.differences(folder / f"clean{number}") == [], changes
