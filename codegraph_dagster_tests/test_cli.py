"""The commands that use a published database; those of `index` are in test_api.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegraph_dagster.cli import main
from codegraph_dagster.paths import DataLayout
from codegraph_dagster.scip import lint_scip
from codegraph_dagster_tests.stages.building import published

FILES = {"shop/core.py": "def price(item):\n    return 1\n\n\ndef total(items):\n    return sum(map(price, items))\n"}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = published(tmp_path_factory.mktemp("cli"), FILES)
    folder = tmp_path_factory.mktemp("data")
    for name in ("shop", "again"):
        target = DataLayout(folder).published(name)
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(path.read_bytes())
    return folder


def test_map(data: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["map", "--name", "shop", "--data", str(data)]) == 0
    assert capsys.readouterr().out == "shop/\n  core.py\n    def price(item)\n    def total(items)\n"


def test_export(data: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["export", "--name", "shop", "--data", str(data)]) == 0
    written = DataLayout(data).scip("shop")
    assert capsys.readouterr().out.splitlines()[-1] == str(written)
    assert all(rule.passed for rule in lint_scip(written))


def test_the_only_database_is_the_default(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    alone = DataLayout(tmp_path).published("shop")
    alone.parent.mkdir()
    alone.write_bytes(DataLayout(data).published("shop").read_bytes())
    target = tmp_path / "elsewhere.scip"
    assert main(["export", str(target), "--data", str(tmp_path)]) == 0
    assert target.is_file()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--name", "other"], "there is no published database 'other'"),
        (["--name", "../index/shop"], "there is no published database '../index/shop'"),
        ([], "which repository? Give --name"),
    ],
)
def test_an_unknown_database(data: Path, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]):
    assert main(["map", "--data", str(data), *arguments]) == 1
    shown = capsys.readouterr().err
    assert shown == f"codegraph: {message}; published in {data / 'index'}: again, shop\n"
