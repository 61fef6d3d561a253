"""Which database a command asks, and the commands over whole databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegraph_dagster.paths import DataLayout
from codegraph_dagster.scip import lint_scip
from codegraph_dagster_tests.cli.conftest import Run


def test_map(run: Run, two: Path):
    said = run("map", "--name", "shop", "--data", two, "--tokens", "30")
    assert said.code == 0
    assert said.out.splitlines()[0] == "shop/"
    assert len(said.out) <= 30 * 4


def test_programs_get_what_the_map_shows(run: Run, two: Path):
    text = run("map", "--name", "shop", "--data", two, "--tokens", "30").out
    entries = run("map", "--name", "shop", "--data", two, "--tokens", "30", "--json").json
    keys = "line position score path name kind signature symbol enclosing_symbol reference_count"
    assert list(entries[0]) == keys.split()
    assert all(entry["signature"] in text for entry in entries)
    assert [entry["position"] for entry in entries] == sorted(entry["position"] for entry in entries)
    outline = run("outline", entries[0]["path"], "--data", two, "--name", "shop", "--json").json
    assert (entries[0]["symbol"], entries[0]["line"]) in [(row["symbol"], row["line"]) for row in outline]


def test_export(run: Run, two: Path):
    said = run("export", "--name", "shop", "--data", two)
    written = DataLayout(two).scip("shop")
    assert said.code == 0
    assert said.out.splitlines()[-1] == str(written)
    assert all(rule.passed for rule in lint_scip(written))
    report = run("export", "--name", "shop", "--data", two, "--json").json
    assert report["path"] == str(written)
    assert report["size_bytes"] == written.stat().st_size
    assert said.out.startswith(f"{report['documents']} documents, {report['occurrences']} occurrences, ")


def test_the_only_database_is_the_default(run: Run, shop: Path, tmp_path: Path):
    target = tmp_path / "elsewhere.scip"
    assert run("export", target, "--data", shop).code == 0
    assert target.is_file()


def test_of_several_databases_that_of_the_only_registered_repository_is_the_default(
    run: Run, two: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    registry = tmp_path / "repositories.yaml"
    monkeypatch.setenv("CODEGRAPH_REPOSITORIES", str(registry))
    registry.write_text("repositories:\n  - {name: again, path: .}\n")
    assert run("outline", "shop/app.py", "--data", two).code == 0
    registry.write_text("repositories:\n  - {name: other, path: .}\n")
    assert run("outline", "shop/app.py", "--data", two).code == 1
    registry.write_text("no registry")
    assert run("outline", "shop/app.py", "--data", two).err.startswith("codegraph: which repository? Give --name")


@pytest.mark.parametrize("command", [["map"], ["search", "x"], ["changes"]])
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--name", "other"], "there is no published database 'other'"),
        (["--name", "../index/shop"], "there is no published database '../index/shop'"),
        ([], "which repository? Give --name"),
    ],
)
def test_an_unknown_database(run: Run, two: Path, command: list[str], arguments: list[str], message: str):
    said = run(*command, "--data", two, *arguments)
    assert (said.code, said.out) == (1, "")
    assert said.err == f"codegraph: {message}; published in {two / 'index'}: again, shop\n"


def test_nothing_is_published(run: Run, tmp_path: Path):
    said = run("search", "x", "--data", tmp_path)
    assert said.code == 1
    assert "none; run `codegraph index` first" in said.err


def test_a_file_that_is_no_database(run: Run, two: Path):
    DataLayout(two).published("again").write_bytes(b"something else")
    said = run("search", "x", "--data", two, "--name", "again")
    assert said.code == 1
    assert said.err.startswith(
        f"codegraph: {two / 'index' / 'again.duckdb'} cannot be asked; index the repository again"
    )
    assert said.err.count("\n") == 1


def test_status(run: Run, two: Path):
    assert [row["name"] for row in run("status", "--data", two, "--json").json] == ["again", "shop"]
    said = run("status", "--data", two, "--name", "shop")
    head, row = said.out.splitlines()
    assert head.split() == ["name", "indexed", "revision", "files", "lines", "symbols", "errors", "MB", "folder"]
    # The revision is empty: the folder is no git checkout.
    assert row.split()[0] == "shop"
    assert row.split()[3:5] == ["4", "56"]
    # One that cannot be read does not hide the others.
    DataLayout(two).published("again").write_bytes(b"something else")
    said = run("status", "--data", two)
    assert said.code == 1
    assert "shop" in said.out
    assert "again.duckdb cannot be asked" in said.err
