"""Connections keep to the machine's limits, or to those that are set, and spill what does not fit."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.resources import usable_cpus
from codegraph_dagster.store import database


def setting(connection, name: str) -> str:
    return connection.execute("SELECT value FROM duckdb_settings() WHERE name = $name", {"name": name}).fetchall()[0][0]


@pytest.mark.parametrize(
    ("given", "expected"),
    [("2GiB", 2 * 2**30), ("1500 MB", 1_500_000_000), (" 3gib ", 3 * 2**30), ("1073741824", 2**30)],
)
def test_the_memory_can_be_set(monkeypatch: pytest.MonkeyPatch, given: str, expected: int):
    monkeypatch.setenv("CODEGRAPH_MEMORY", given)
    assert database.memory_budget_bytes() == expected
    with database.connect() as connection:
        limit, unit = setting(connection, "memory_limit").split()
        assert unit == "MiB"
        assert float(limit) == pytest.approx(expected / database.SIMULTANEOUS_STAGES / 2**20, abs=1)


@pytest.mark.parametrize("given", ["much", "2 TBB", "-1GiB", "1.5GiB", "0", "1023MiB", "\u0662GiB"])
def test_a_memory_that_is_no_size_is_refused(monkeypatch: pytest.MonkeyPatch, given: str):
    monkeypatch.setenv("CODEGRAPH_MEMORY", given)
    with pytest.raises(CodegraphError, match=r"CODEGRAPH_MEMORY=.*expected a size of at least 1GiB"):
        database.connect()


def test_stages_that_run_at_once_share_the_cpus():
    with database.connect() as alone, database.connect(shares_cpus=True) as beside:
        cpus, share = int(setting(alone, "threads")), int(setting(beside, "threads"))
    assert cpus == usable_cpus()
    assert cpus <= share * database.SIMULTANEOUS_STAGES < cpus + database.SIMULTANEOUS_STAGES


def test_what_does_not_fit_is_spilled(tmp_path: Path):
    spill = tmp_path / "not" / "there" / "spill"
    with database.connect(spill) as connection:
        connection.execute("SET memory_limit = '40MiB'")
        connection.execute("CREATE TABLE wide AS SELECT range AS a, hash(range) AS b FROM range(8_000_000)")
        assert any(spill.iterdir())
        assert connection.execute("SELECT sum(a) FROM wide").fetchall()[0][0] == 8_000_000 * 7_999_999 // 2
