"""The map of a small repository: who ranks first, and what the text of it shows within its budget."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.map import map_entries, open_map, render_map, rendered, write_map
from codegraph_dagster_tests.stages import building

FILES = {
    "shop/core.py": """
class Price:
    currency = "EUR"

    def plus(self, other):
        def inner():
            return helper(other)
        return inner()


def helper(value):
    return Price()


def unused():
    pass
""",
    "shop/cart.py": "from shop.core import Price, helper\n\n\n"
    "def total(items):\n    return Price().plus(helper(items))\n",
    "shop/web/views.py": "from shop.core import Price\nfrom shop.cart import total\n\n"
    "def show():\n    return total([Price().currency])\n\n\ndef other():\n    return Price()\n",
    "shop/empty.py": "",
    "tests/test_cart.py": "from shop.core import unused\n\n\ndef test_it():\n    "
    + "unused(); " * 40
    + "checked()\n\n\n"
    "def checked():\n    pass\n",
}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return building.published(tmp_path_factory.mktemp("map"), FILES)


def test_what_is_used_most_ranks_first(published: Path):
    with open_map(published) as connection:
        rows = connection.execute(
            "SELECT name, kind, reference_count, enclosing_symbol, is_test FROM repository_map "
            "WHERE level = 'symbol' ORDER BY position"
        ).fetchall()
        levels = connection.execute(
            "SELECT level, sum(score), min(position), max(position), count(*) FROM repository_map GROUP BY ALL"
        ).fetchall()
        files = connection.execute("SELECT path FROM repository_map WHERE level = 'file' ORDER BY position").fetchall()
        scores = dict(connection.execute("SELECT name, score FROM repository_map").fetchall())
    names = [row[0] for row in rows]
    assert names[0] == "Price"
    assert names.index("helper") < names.index("show")
    # A function in a function counts for the outer one, parameters and local names for their function.
    assert not any("inner" in name or "items" in name for name in names)
    price = rows[0]
    assert price[1:3] == ("class", 4), "helper, total, show and other use it"
    assert {row[0]: row[3] for row in rows}["Price.plus"].endswith("`shop.core`/Price#")
    # References from tests count for nothing.
    assert scores["unused"] == pytest.approx(scores["other"])
    assert scores["test_it"] == scores["checked"] == 0
    for _, total, first, last, count in levels:
        assert total == pytest.approx(1)
        assert (first, last) == (1, count)
    assert files[0] == ("shop/core.py",)
    assert len(files) == len(FILES)


def test_the_text(published: Path):
    assert render_map(published) == (
        "shop/\n"
        "  cart.py\n"
        "    def total(items)\n"
        "  core.py\n"
        "    class Price\n"
        '      currency = "EUR"\n'
        "      def plus(self, other)\n"
        "    def helper(value)\n"
        "    def unused()\n"
        "shop/web/\n"
        "  views.py\n"
        "    def show()\n"
        "    def other()\n"
    )


def test_the_budget(published: Path):
    with open_map(published) as connection:
        whole = rendered(connection)
        for tokens in range(1, 60):
            text = rendered(connection, tokens)
            assert len(text.encode()) <= 4 * tokens
            assert set(text.splitlines()) <= set(whole.splitlines())
            assert ("class Price" in text) == (tokens >= 8), "the most important one takes the first place"
    assert text == whole


def test_the_entries_are_the_ranks_that_the_text_has_room_for(published: Path):
    with open_map(published) as connection:
        ranked = connection.execute(
            "SELECT position, symbol FROM repository_map "
            "WHERE level = 'symbol' AND kind <> 'module' AND NOT is_test AND score > 0 ORDER BY position"
        ).fetchall()
    whole = map_entries(published)
    assert [(entry.position, entry.symbol) for entry in whole] == ranked
    assert [entry.name for entry in map_entries(published, 8)] == [whole[0].name]
    assert map_entries(published, 1) == []


def test_the_file(published: Path):
    target = published.with_suffix(".map.parquet")
    rows = write_map(published, target)
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT count(*), max(level), min(position) FROM '{target}'").fetchall()
    assert found == [(rows, "symbol", 1)]
    assert [path.name for path in published.parent.iterdir() if path.name.startswith(".")] == []


def test_what_is_no_published_database(tmp_path: Path):
    with pytest.raises(CodegraphError, match=r"there is no published database .*x\.duckdb; index the repository first"):
        render_map(tmp_path / "x.duckdb")
    (tmp_path / "text.duckdb").write_text("no database " * 1000)
    with pytest.raises(CodegraphError, match=r"text\.duckdb cannot be read as a published database"):
        render_map(tmp_path / "text.duckdb")
    duckdb.connect(str(tmp_path / "other.duckdb")).close()
    with pytest.raises(CodegraphError, match=r"other\.duckdb cannot be read as a published database"):
        render_map(tmp_path / "other.duckdb")


def test_a_budget_of_nothing(published: Path):
    with pytest.raises(CodegraphError, match="a budget of 1 token or more, not 0"):
        render_map(published, 0)
