"""`codegraph repositories`: the registry is shown, and gets entries without losing what a person wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegraph_dagster.registry import load_registry
from codegraph_dagster_tests.cli.conftest import Run

WRITTEN = """\
# Ours.
repositories:
    - name: first # the old one
      path: a
      exclude: ["*.gen"]
"""


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("a", "some folder", "c"):
        (tmp_path / name).mkdir()
    file = tmp_path / "repositories.yaml"
    file.write_text(WRITTEN)
    monkeypatch.setenv("CODEGRAPH_REPOSITORIES", str(file))
    return file


def test_list(run: Run, registry: Path, shop: Path):
    said = run("repositories", "list", "--data", shop)
    assert (said.code, said.err) == (0, "")
    assert said.out == f"name   published  schedule  path\nfirst  no         daily     {registry.parent / 'a'}\n"
    assert run("repositories", "list", "--json", "--data", shop).json == [
        {
            "name": "first",
            "path": str(registry.parent / "a"),
            "languages": None,
            "include": [],
            "exclude": ["*.gen"],
            "schedule": None,
            "is_published": False,
        }
    ]


def test_add(run: Run, registry: Path):
    folder = registry.parent / "some folder"
    said = run("repositories", "add", folder)
    assert (said.code, said.err) == (0, "")
    assert said.out == f"some_folder added to {registry}; index it with: codegraph index --name some_folder\n"
    options = ["--name", "c2", "--exclude", "x: [y", "--exclude", "z", "--schedule", "0 4 * * *"]
    assert run("repositories", "add", registry.parent / "c", *options).code == 0
    text = registry.read_text()
    assert text.startswith(WRITTEN)
    found = load_registry(registry)
    assert list(found) == ["first", "some_folder", "c2"]
    assert found["some_folder"].path == folder
    assert (found["c2"].exclude, found["c2"].schedule) == (("x: [y", "z"), "0 4 * * *")


def test_programs_get_the_entry_that_was_added(run: Run, registry: Path):
    said = run("repositories", "add", registry.parent / "c", "--exclude", "z", "--json")
    assert (said.code, said.err) == (0, "")
    assert said.json == {"name": "c", "path": str(registry.parent / "c"), "exclude": ["z"]}
    assert load_registry(registry)["c"].exclude == ("z",)


def test_the_first_entry_makes_the_file(run: Run, registry: Path):
    registry.unlink()
    assert run("repositories", "add", registry.parent / "a").code == 0
    assert list(load_registry(registry)) == ["a"]


@pytest.mark.parametrize(
    ("text", "arguments", "message"),
    [
        (WRITTEN, ["a", "--name", "FIRST"], "entry 2 ('FIRST'): entry 1 has this name already"),
        (WRITTEN, ["nowhere"], "entry 2 ('nowhere'): the path {folder}/nowhere does not exist"),
        (WRITTEN, ["a", "--name", "../x"], "the name '../x' cannot be a file name"),
        (WRITTEN, ["c", "--schedule", "daily"], "`schedule`: 'daily' is not a cron line of five fields"),
        (WRITTEN, ["c", "--language", "klingon"], "unknown language klingon; known: "),
        ("repositories: [{name: first, path: a}]\n", ["c"], "not valid YAML"),
        ("nonsense", ["c"], "expected one key, `repositories`"),
    ],
)
def test_what_cannot_be_added(run: Run, registry: Path, text: str, arguments: list[str], message: str):
    registry.write_text(text)
    folder, *options = arguments
    said = run("repositories", "add", registry.parent / folder, *options)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(f"codegraph: {registry}")
    assert message.format(folder=registry.parent) in said.err
    assert said.err.count("\n") == 1
    assert registry.read_text() == text
    assert sorted(path.name for path in registry.parent.iterdir()) == ["a", "c", "repositories.yaml", "some folder"]
