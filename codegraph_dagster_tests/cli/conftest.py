"""Published databases to ask, and a way to run the command in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from codegraph_dagster.cli import main
from codegraph_dagster.paths import DataLayout
from codegraph_dagster_tests.stages.building import published
from codegraph_dagster_tests.store.shop import SHOP


@dataclass
class Said:
    """What the command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Said]


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the database `shop` alone; its sources lie in `source` beside it."""
    folder = tmp_path_factory.mktemp("shop")
    path = published(folder, SHOP)
    path.rename(path.with_name("shop.duckdb"))
    return folder / "data"


@pytest.fixture
def two(shop: Path, tmp_path: Path) -> Path:
    """A data folder with the databases `shop` and `again`."""
    for name in ("shop", "again"):
        target = DataLayout(tmp_path).published(name)
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(DataLayout(shop).published("shop").read_bytes())
    return tmp_path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    # The width of the terminal that runs the tests must not decide.
    monkeypatch.delenv("COLUMNS", raising=False)

    def run(*arguments: str | Path) -> Said:
        code = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Said(code, printed.out, printed.err)

    return run


@pytest.fixture
def ask(run: Run, shop: Path) -> Run:
    """Run a command on the database `shop`."""
    return lambda *arguments: run(*arguments, "--data", shop)
