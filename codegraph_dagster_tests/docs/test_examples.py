"""Every example of the documentation is run, by a reader who begins with the tutorial."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from codegraph_dagster.store import database
from codegraph_dagster.store.working import SCHEMA_PACKAGE, SCHEMA_SCRIPTS
from codegraph_dagster_tests.docs.examples import Reader, examples, same

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "pages"
TUTORIAL = PAGES / "tutorial.md"
# The registry that a page writes leaves files out, so what needs all of them comes before.
ORDER = [
    TUTORIAL,
    *sorted(path for path in PAGES.rglob("*.md") if path.name not in ("tutorial.md", "add-a-repository.md")),
    PAGES / "how-to" / "add-a-repository.md",
]


def test_the_examples_of_all_pages(tmp_path: Path):
    """After an intended change: UPDATE_SNAPSHOTS=1 make test TESTS="-k examples_of_all_pages", and look at the diff."""
    checkout = tmp_path / "checkout"
    shutil.copytree(ROOT / "docs" / "shop", checkout / "docs" / "shop")
    shutil.copytree(ROOT / "benchmarks", checkout / "benchmarks")
    for name in ("dagster.yaml", "workspace.yaml"):
        shutil.copy(ROOT / name, checkout)
    (checkout / "data").mkdir()
    shutil.copy(ROOT / "data" / "repositories.yaml", checkout / "data")
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "CODEGRAPH_DATA_DIR": str(checkout / "data"),
        "CODEGRAPH_REPOSITORIES": str(checkout / "data" / "repositories.yaml"),
        "DAGSTER_HOME": str(checkout),
    }
    reader = Reader(checkout, environment)
    count = 0
    for page in ORDER:
        text = page.read_text()
        new = []
        end = 0
        for example in examples(text):
            if example.reason is not None:
                continue
            got = reader.do(example)
            count += 1
            if example.output is None:
                continue
            if os.environ.get("UPDATE_SNAPSHOTS"):
                shown = example.output if same(example.output, got) else got
                new += [text[end : example.span[0]], shown]
                end = example.span[1]
            else:
                assert same(example.output, got), f"{page}:\n{example.code}\n{got}"
        if new:
            page.write_text("".join([*new, text[end:]]))
    assert count >= 30


def test_the_page_of_queries_shows_every_macro():
    with database.connect() as connection:
        for script in SCHEMA_SCRIPTS:
            database.run_script(connection, SCHEMA_PACKAGE, script)
        macros = connection.execute(database.script_text("codegraph_dagster.store", "described_macros.sql")).fetchall()
    shown = [example.code for example in examples((PAGES / "how-to" / "query.md").read_text())]
    assert len(macros) >= 9
    for name, *_ in macros:
        assert any(f"{name}(" in code for code in shown), name


def test_commands_of_services_exist():
    commands = {name for page in ORDER for name in re.findall(r"/\.venv/bin/([\w-]+)", page.read_text())}
    assert commands == {"dagster-webserver", "dagster-daemon"}
    assert all(Path(sys.executable).with_name(name).exists() for name in commands)


@pytest.mark.parametrize("page", ORDER, ids=lambda path: path.stem)
def test_every_shown_output_has_an_example(page: Path):
    text = page.read_text()
    shown = [example for example in examples(text) if example.output is not None]
    assert len(shown) == text.count("```text\n")
    assert all(example.output for example in shown), "an output that is shown is not empty"
    assert all(example.reason is None for example in shown), "what is shown was run"
