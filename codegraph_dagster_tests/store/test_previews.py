"""Previews of the tables of the stages, against the public views that they stand for."""

from __future__ import annotations

import pytest

from codegraph_dagster.defs.assets import STAGES
from codegraph_dagster.store import previews
from codegraph_dagster_tests.stages import building
from codegraph_dagster_tests.stages.stages import ALL_STAGES

FILES = {
    "shop/cart.py": "from shop.core import Price as P\n\n\ndef total(items: list) -> int:\n    return P(items)\n",
    "shop/core.py": 'class Price:\n    """What it costs."""\n\n    def __init__(self, items):\n        pass\n',
}


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> building.Indexed:
    return building.index(tmp_path_factory.mktemp("previews"), FILES, *ALL_STAGES)


@pytest.mark.parametrize("table", [stage.table for stage in STAGES])
def test_the_rows_of_each_stage_are_counted_and_shown(table: str, indexed: building.Indexed):
    counted = indexed.query(f"SELECT count(*) FROM work.main.{table}")[0][0]
    with indexed.store.connect() as connection, indexed.store.reading(connection):
        assert previews.count_rows(connection, table) == counted > 0
        rows = previews.first_rows(connection, table)
    assert 0 < len(rows) <= 10
    assert rows[0]["path"] in FILES


def test_what_is_shown(indexed: building.Indexed):
    with indexed.store.connect() as connection, indexed.store.reading(connection):
        shown = {table: previews.first_rows(connection, table) for table in previews.STORED}
    assert shown["call_edges"] == [
        {
            "path": "shop/cart.py",
            "line": 5,
            "caller": "total",
            "callee": "Price",
            "callee_path": "shop/core.py",
            "callee_line": 1,
        }
    ]
    assert shown["imports"] == [
        {
            "path": "shop/cart.py",
            "line": 1,
            "module": "shop.core",
            "name": "Price",
            "alias": "P",
            "status": "resolved",
            "reason": None,
            "target_path": "shop/core.py",
        }
    ]
    assert {"path": "shop/cart.py", "line": 4, "kind": "function", "qualified_name": "total"}.items() <= next(
        row for row in shown["nodes"] if row["kind"] == "function"
    ).items()
    (chunk,) = (row for row in shown["chunks"] if row["fqn"] == "shop.cart.total")
    assert (chunk["first_line"], chunk["last_line"]) == (4, 5)
    assert chunk["content"].startswith("def total(items: list) -> int:")
