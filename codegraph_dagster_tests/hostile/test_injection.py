"""Names, paths, symbols and settings with everything in them that means something to SQL, a shell or a path."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.ir.build import build_ir
from codegraph_dagster.paths import DataLayout
from codegraph_dagster.registry import load_registry
from codegraph_dagster.settings import check_name
from codegraph_dagster.stages.runner import run_stage
from codegraph_dagster.store.publish import publish
from codegraph_dagster.store.working import WorkingStore
from codegraph_dagster_tests.stages.stages import ALL_STAGES

EVIL = st.sampled_from(
    [
        *("'", '"', "`", "''", "';", '";', "--", "/*", "*/", ";", "'; DROP TABLE files; --", '" OR 1=1', "SELECT"),
        *("$(touch pwned)", "`touch pwned`", ";touch pwned;", "| touch pwned", "${HOME}", "&", "-", "-c", "~", "#"),
        *("%s", "%00", "{}", "{0}", "[x]", "*", "?", "\\", "\n", "\t", " ", "..", "🎉", "é", "\u202e", "a", "name"),
        *("md:", "s3://", "file:", ":memory:", "getvariable('x')"),
    ]
)
PART = st.lists(EVIL, min_size=1, max_size=4).map("".join).map(lambda text: text.replace("/", "_")[:60])
FILE = PART.filter(lambda text: text not in (".", ".."))
GLOB = st.one_of(PART, st.sampled_from(["*.txt", "!x", "/nothing/"]))


@settings(max_examples=5, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(
    folders=st.tuples(FILE, FILE),
    files=st.lists(FILE, min_size=1, max_size=3, unique_by=str.casefold),
    identity=st.tuples(PART, PART),
    globs=st.lists(GLOB, max_size=2),
    text=PART,
)
def test_from_the_registry_to_the_queries(
    folders: tuple[str, str], files: list[str], identity: tuple[str, str], globs: list[str], text: str
):
    with TemporaryDirectory() as temporary:
        home = Path(temporary).resolve()
        root = home / folders[0]
        root.mkdir()
        for name in files:
            (root / f"{name}.py").write_text(f"def f(x={text!r}): return f\n__all__ = [{text!r}]\nimport m as n\n")
        (root / "setup.py").write_text(f"setup(name={identity[0]!r}, version={identity[1]!r})\n")
        registry = home / "repositories.yaml"
        entry = {"name": "a-b.c_1", "path": str(root), "exclude": [f"{glob}/no" for glob in globs]}
        entry["parallel_workers"] = 1  # type: ignore[assignment]
        registry.write_text(yaml.safe_dump({"repositories": [entry]}, allow_unicode=True))
        try:
            chosen = load_registry(registry)["a-b.c_1"]
            store = WorkingStore(DataLayout(home / folders[1] / "data"), chosen.name)
            build_ir(store, chosen, log=lambda line: None)
        except CodegraphError as error:
            assert "is not a valid glob" in str(error)
            return
        for stage in ALL_STAGES:
            run_stage(stage, store, chosen, log=lambda line: None)
        publication = publish(store, log=lambda line: None)
        assert publication.refusal is None
        assert not [*home.rglob("pwned"), *Path.cwd().glob("pwned")]
        with duckdb.connect(str(publication.path), read_only=True) as connection:
            rows = connection.execute("SELECT path, status FROM files").fetchall()
            assert sorted(rows) == sorted((f"{name}.py", "indexed") for name in [*files, "setup"])
            for name in files:
                found = connection.execute(
                    "SELECT count(*) FROM symbols WHERE path = $path AND display_name = 'f'", {"path": f"{name}.py"}
                ).fetchall()
                assert found == [(1,)]


@given(st.one_of(PART, st.text(max_size=120)))
def test_a_name_that_passes_is_a_plain_file_name(name: str):
    if check_name(name) is None:
        assert name.isascii()
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
        assert Path(name).name == name
        assert not name.startswith((".", "-"))
        assert ".." not in name
        layout = DataLayout(Path("/data"))
        assert layout.published(name).parent == Path("/data/index")
        assert layout.working(name).parent == layout.lock(name).parent == Path("/data/work")


VALUE = st.one_of(PART, st.lists(PART, max_size=2), st.none(), st.integers(), st.floats())
KEY = st.sampled_from(["name", "path", "exclude", "include", "schedule", "languages", "x"])


@settings(max_examples=150)
@given(st.dictionaries(KEY, VALUE, max_size=4))
def test_any_entry_of_the_registry_is_taken_or_refused_in_one_line(entry: dict[str, object]):
    with TemporaryDirectory() as folder:
        file = Path(folder) / "repositories.yaml"
        file.write_text(yaml.safe_dump({"repositories": [entry]}, allow_unicode=True))
        try:
            load_registry(file)
        except CodegraphError as error:
            assert "\n" not in str(error)
