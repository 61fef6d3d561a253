"""The rows of every stage follow from what the tables of `ir` hold, not from the order in which they hold it."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

import codegraph_dagster
from codegraph_dagster.stages.runner import run_stage
from codegraph_dagster_tests.stages.builds import Builds
from codegraph_dagster_tests.stages.stages import ALL_STAGES
from codegraph_dagster_tests.stages.test_parity import TEXTS, write_files

# What several rows answer for, of which one is to be taken.
TIES = """
import random
try:
    from pkg.base import Base as Chosen
except ImportError:
    from pkg.text1 import Circle as Chosen
def twice(n): return n
def twice(n, m): return Chosen()
if random.random():
    class One:
        def area(self): return twice(1)
        def area(self, again): return twice(2)
else:
    class One(Chosen):
        def area(self): return self.size
class Two(One, Chosen): pass
for thing in (One(), Two(), Chosen()):
    thing.area()
thing = One() if random.random() else Two()
thing.area()
"""


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> Builds:
    """Sources in which one name has several definitions, stars, stubs and circles; and some of this project's own."""
    folder = tmp_path_factory.mktemp("order")
    root = folder / "source"
    write_files(root)
    for number, text in enumerate(TEXTS):
        (root / "pkg" / f"text{number}.py").write_text(text)
        (root / f"text{number}.pyi").write_text(text)
    for name in ("ties.py", "again/ties.py", "other/ties.py"):  # `import ties` may mean each of them
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(TIES)
    (root / "again" / "user.py").write_text("import ties\nfrom ties import *\nTwo().area()\nties.twice(1)\n")
    (root / "pkg" / "all.py").write_text("".join(f"from .text{number} import *\n" for number in range(len(TEXTS))))
    shutil.copytree(Path(codegraph_dagster.__file__).parent / "stages", root / "codegraph_dagster" / "stages")
    made = Builds(root, folder / "data")
    made.run()
    return made


@pytest.mark.parametrize("seed", [1, 2])
def test_shuffled_rows_give_the_same_rows(builds: Builds, tmp_path: Path, seed: int):
    shuffled = Builds(builds.settings.path, tmp_path)
    shuffled.store.path.parent.mkdir(parents=True)
    shutil.copyfile(builds.store.path, shuffled.store.path)
    shuffle(shuffled.store.path, seed)
    first = "SELECT id FROM work.ir.names LIMIT 50"
    assert shuffled.query(first) != builds.query(first)
    for stage in ALL_STAGES:
        assert run_stage(stage, shuffled.store, shuffled.settings, log=print).status == "computed"
    assert shuffled.differences_from(builds) == []


def shuffle(database: Path, seed: int) -> None:
    """Write the rows of `ir` in another order, and let no stage say that it has seen them."""
    with duckdb.connect(str(database)) as connection:
        tables = connection.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'ir'").fetchall()
        assert len(tables) > 15
        for (table,) in tables:
            connection.execute(f"CREATE TEMP TABLE shuffled AS FROM ir.{table} ORDER BY hash(rowid, {seed})")
            connection.execute(f"DELETE FROM ir.{table}")
            connection.execute(f"INSERT INTO ir.{table} FROM shuffled")
            connection.execute("DROP TABLE shuffled")
        connection.execute("DELETE FROM bookkeeping.stages WHERE stage <> 'ir'")
