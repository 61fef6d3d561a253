"""After a change stage `cross_file` looks at the names that it can reach; the rows are those of all names."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from codegraph_dagster.ir import kept
from codegraph_dagster.paths import DataLayout
from codegraph_dagster.stages import per_file
from codegraph_dagster.stages.cross_file import STAGE
from codegraph_dagster.stages.runner import run_stage
from codegraph_dagster.store import database
from codegraph_dagster.store.working import WorkingStore
from codegraph_dagster_tests.stages.builds import Builds, silent

# m1 has a stub beside it, `sub` is a package below.
MODULES = ("m0", "m1", "m2", "m3", "m4", "sub")
FILES = (
    *("pkg/__init__.py", "pkg/m0.py", "pkg/m1.py", "pkg/m1.pyi", "pkg/m2.py", "pkg/m3.py", "pkg/m4.py"),
    *("pkg/sub/__init__.py", "pkg/sub/m0.py"),
)
PATHS = ("pkg", "pkg.sub.m0", "os", *(f"pkg.{name}" for name in MODULES))
# Few names, so that they meet; some are those of submodules.
NAMES = ("a", "b", "c", "_d", "m0", "m1", "sub")

paths, names = st.sampled_from(PATHS), st.sampled_from(NAMES)
# Lines that stand for themselves wherever they are.
lines = st.one_of(
    st.builds("{0} = 1".format, names),
    st.builds("def {0}(): pass".format, names),
    st.builds("class {0}: pass".format, names),
    st.builds("from {0} import {1}".format, paths, names),
    st.builds("from {0} import {1} as {2}".format, paths, names, names),
    st.builds("from . import {0}".format, names),
    st.builds("from .{0} import {1}".format, names, names),
    st.builds("import {0}".format, paths),
    st.builds("import {0} as {1}".format, paths, names),
    st.builds("from {0} import *".format, paths),
    st.builds("__all__ = ['{0}', '{1}']".format, names, names),
    st.builds("__all__ += ['{0}']".format, names),
    st.builds("__all__ += {0}.__all__".format, names),
    st.builds("__all__.remove('{0}')".format, names),
    st.builds("try: from {0} import {2}\nexcept ImportError: from {1} import {2}".format, paths, paths, names),
    st.builds("def use():\n    from {0} import {1}\n    import {0}".format, paths, names),
    st.just("def __getattr__(name): return 1"),
    st.just("# nothing"),
)
# Which line of which file is put in, taken out, or replaced.
edits = st.tuples(st.sampled_from(FILES), st.sampled_from(("put", "take", "replace")), st.integers(0, 6), lines)


def edit(texts: dict[str, list[str]], path: str, kind: str, place: int, line: str) -> None:
    text = texts[path]
    place = min(place, len(text))
    text[place : place + (kind != "put")] = [line] if kind != "take" else []


def write(root: Path, texts: dict[str, list[str]]) -> None:
    for path, text in texts.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        content = "".join(f"{line}\n" for line in text)
        if not target.is_file() or target.read_text() != content:
            target.write_text(content)


def of_all_names(builds: Builds, folder: Path) -> WorkingStore:
    """A copy of the working database in which the stage has computed every row."""
    store = WorkingStore(DataLayout(folder), builds.store.name)
    store.path.parent.mkdir(parents=True)
    with builds.store.settled() as path:
        shutil.copyfile(path, store.path)
    with store.connect() as connection, store.writing(connection):
        connection.execute("DELETE FROM work.links.outlines")
        connection.execute("DELETE FROM work.bookkeeping.stages WHERE stage = 'cross_file'")
    lines: list[str] = []
    run_stage(STAGE, store, builds.settings, log=lines.append)
    assert "can reach" not in "".join(lines)
    return store


def differences(builds: Builds, folder: Path) -> dict[str, object]:
    """The rows of the stage that are not those of a computation of every name, by table."""
    other = of_all_names(builds, folder)
    found: dict[str, object] = {}
    with builds.store.connect() as connection, builds.store.reading(connection):
        database.attach(connection, other.path, "other", read_only=True)
        for table in STAGE.tables:
            mine, others = (f"SELECT * FROM {alias}.{table}" for alias in ("work", "other"))
            query = f"({mine} EXCEPT ALL {others}) UNION ALL ({others} EXCEPT ALL {mine})"
            if rows := connection.execute(query).fetchall():
                found[table] = rows
        connection.execute("DETACH other")
    shutil.rmtree(folder)
    return found


SOURCES = {
    "pkg/__init__.py": "from .middle import *\nfrom .middle import deep as renamed\nfrom . import listed\n",
    "pkg/middle.py": "from .base import *\nfrom .base import _hidden as shown\nfrom .base import deep\n",
    "pkg/base.py": "import os\n\ndef deep(): pass\nclass Base: pass\n_hidden = 1\n",
    "pkg/listed.py": "from . import part\nfrom .part import one\n__all__ = ['one']\n__all__ += part.__all__\n",
    "pkg/part.py": "one = 1\ntwo = 2\n__all__ = ['two']\n",
    "pkg/circle.py": "from .round import lost\nfrom .round import found\nfound = 1\n",
    "pkg/round.py": "from .circle import lost, found\n",
    "pkg/either.py": "from .round import found as either\nfrom .quiet import silence as either\n",
    "pkg/stubbed.py": "only_here = 1\nboth = 1\n",
    "pkg/stubbed.pyi": "both: int\n",
    "pkg/quiet.py": "silence = 1\n",
    "use.py": "from pkg import *\nfrom pkg import renamed, shown, new, part\nfrom pkg.listed import *\n"
    "from pkg.stubbed import both, only_here\nfrom pkg.circle import lost\nfrom pkg.round import found\n"
    "import pkg.quiet\n\ndef late():\n    from pkg.base import deep, new\n",
}
# One round after the other, each of changes that have nothing to do with each other: what is done to a file, as a text
# that takes the place of another in it.
ROUNDS = (
    {"nothing that counts": ("pkg/base.py", "pass\n_hidden", "pass\n# a comment\n_hidden")},
    {
        "keys move on": ("pkg/base.py", "import os\n", "first = 1\nimport os\n"),
        "an end for a circle": ("pkg/circle.py", "from .round import lost\n", "lost = 1\n"),
    },
    {
        "another kind of definition": ("pkg/base.py", "def deep(): pass", "class deep: pass"),
        "an included list": ("pkg/part.py", "['two']", "['one', 'three']"),
        "a stub leaves a name to the source": ("pkg/stubbed.pyi", "both: int\n", "more: int\n"),
    },
    {
        "a definition moves": (
            "pkg/base.py",
            "Base: pass\n# a comment\n_hidden = 1\n",
            "Two: pass\nclass Base: pass\n_hidden = 1\n",
        ),
        "a list of what is not there": ("pkg/listed.py", "['one']", "['one', 'two', 'nothing']"),
        "the source loses it": ("pkg/stubbed.py", "both = 1\n", ""),
    },
    {
        "a star spreads a new name": ("pkg/base.py", "_hidden", "def new(): pass\n_hidden"),
        "a submodule is hidden by a name": ("pkg/__init__.py", "import listed\n", "import listed\npart = 1\n"),
        "an import of what is outside": ("pkg/quiet.py", "silence = 1\n", "from os import path as silence\n"),
    },
    {
        "a name that others import goes": ("pkg/base.py", "class deep: pass\n", ""),
        "and no more": ("pkg/__init__.py", "part = 1\n", ""),
        "a circle again": ("pkg/circle.py", "lost = 1\n", "from .round import lost\n"),
    },
    {
        "the name is back, with a new dependency": ("pkg/base.py", "_hidden", "import use\ndef deep(): pass\n_hidden"),
        "a link is gone": ("pkg/__init__.py", "from .middle import deep as renamed\n", ""),
        "an import before a definition": (
            "pkg/quiet.py",
            "from os import path as silence\n",
            "import os as silence\nsilence = 1\n",
        ),
    },
    {
        "a link to another name": ("pkg/middle.py", "import deep\n", "import Base as deep\nTwo = 1\n"),
        "a cycle ends": ("pkg/base.py", "import use\n", ""),
        "the import behind it": (
            "pkg/quiet.py",
            "import os as silence\nsilence = 1\n",
            "silence = 1\nimport os as silence\n",
        ),
    },
    {
        "a name of a star is hidden no more": ("pkg/middle.py", "Two = 1\n", ""),
        "a link to what ends a circle": ("pkg/either.py", "silence as either\n", "silence as either\neither = 1\n"),
    },
)
# What concerns more than single names.
LARGE_ROUNDS = (
    {"another star": ("pkg/quiet.py", "silence = 1\n", "silence = 1\nfrom .part import *\n")},
    {"a first export list": ("pkg/middle.py", "Base as deep\n", "Base as deep\n__all__ = ['deep']\n")},
    {"names that are computed": ("pkg/part.py", "one = 1\n", "one = 1\ndef __getattr__(name): return 1\n")},
)


@pytest.fixture
def builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Builds:
    """SOURCES, few and small as they are, treated as many large ones."""
    monkeypatch.setattr(per_file, "_MOST_STALE", 1.0)
    write(tmp_path / "source", {path: text.splitlines() for path, text in SOURCES.items()})
    builds = Builds(tmp_path / "source", tmp_path / "data")
    builds.run_ir()
    run_stage(STAGE, builds.store, builds.settings, log=silent)
    return builds


def test_each_kind_of_change(builds: Builds, tmp_path: Path):
    for changes in ROUNDS + LARGE_ROUNDS:
        for change, (path, old, new) in changes.items():
            source = builds.settings.path / path
            text = source.read_text()
            assert text.count(old) == 1, change
            source.write_text(text.replace(old, new))
        builds.run_ir()
        builds.lines.clear()
        run_stage(STAGE, builds.store, builds.settings, log=builds.lines.append)
        assert ("can reach" in "".join(builds.lines)) == (changes in ROUNDS), changes
        assert differences(builds, tmp_path / "other") == {}, changes


def test_other_rows_stay(builds: Builds):
    """Spoiled rows are still there, unless the change can reach them."""
    with builds.store.connect() as connection, builds.store.writing(connection):
        connection.execute("UPDATE work.links.members SET reason = 'spoiled'")
    base = builds.settings.path / "pkg" / "base.py"
    base.write_text(base.read_text().replace("def deep(): pass", "class deep: pass"))
    builds.run_ir()
    run_stage(STAGE, builds.store, builds.settings, log=silent)
    rows = builds.query(
        "SELECT path, name FROM work.links.members JOIN work.ir.files USING (file_no) WHERE reason IS NULL ORDER BY ALL"
    )
    assert rows == [
        *(("pkg/__init__.py", "deep"), ("pkg/__init__.py", "renamed")),
        *(("pkg/base.py", "deep"), ("pkg/middle.py", "deep"), ("use.py", "deep"), ("use.py", "renamed")),
    ]


@settings(
    max_examples=1,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[Phase.generate],
)
@given(
    st.tuples(*(st.lists(lines, max_size=7) for _ in FILES)),
    st.lists(st.lists(edits, min_size=1, max_size=2), min_size=5, max_size=5),
)
def test_rows_are_those_of_all_names(beginning, rounds):
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept, "_MOST_CHANGED", 1.0)
        patch.setattr(per_file, "_MOST_STALE", 1.0)
        folder = Path(name)
        texts = {path: list(text) for path, text in zip(FILES, beginning, strict=True)}
        write(folder / "source", texts)
        builds = Builds(folder / "source", folder / "data")
        builds.run_ir()
        run_stage(STAGE, builds.store, builds.settings, log=silent)
        for changes in rounds:
            for change in changes:
                edit(texts, *change)
            write(folder / "source", texts)
            builds.run_ir()
            run_stage(STAGE, builds.store, builds.settings, log=builds.lines.append)
            assert differences(builds, folder / "other") == {}, changes
