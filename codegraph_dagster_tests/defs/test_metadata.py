"""What a materialisation says of its table is what the table has."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegraph_dagster.defs.assets import STAGES, StageAsset
from codegraph_dagster.defs.metadata import read_facts
from codegraph_dagster_tests.stages.building import Indexed, index
from codegraph_dagster_tests.stages.stages import ALL_STAGES

FILES = {
    "a.py": "import os\nimport b\n\nclass A(b.B):\n    def f(self):\n        return self.g()\n\n    def f(self): ...\n",
    "b.py": "from a import *\n\nclass B:\n    def g(self, x=1):\n        return os.path.join(A().f(), x)\n",
}


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Indexed:
    folder: Path = tmp_path_factory.mktemp("metadata")
    return index(folder, FILES, *ALL_STAGES)


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_rows_lines_and_columns(indexed: Indexed, stage: StageAsset):
    table = stage.table
    # What a view shows is counted in the table that it is made of.
    rows = indexed.query(f"SELECT count(*) FROM work.{stage.rows}")[0][0]
    assert rows == indexed.query(f"SELECT count(*) FROM work.main.{table}")[0][0] > 0
    with indexed.store.connect() as connection, indexed.store.reading(connection):
        facts = read_facts(connection, table)
    assert facts.source_lines == sum(text.count("\n") for text in FILES.values())
    assert [name for name, *_ in facts.columns] == [name for name, *_ in indexed.query(f"DESCRIBE work.main.{table}")]
