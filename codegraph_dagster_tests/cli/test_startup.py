"""The command as a program of its own: it starts quickly, completes words, and ends as documented."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from codegraph_dagster.cli.main import group

PROGRAM = str(Path(sys.executable).with_name("codegraph"))

# What takes long to import.
HEAVY = {"dagster", "duckdb", "numpy", "pandas", "pyarrow", "pydantic", "rich", "scipy", "tree_sitter", "yaml"}
IMPORTED = """
import sys
from codegraph_dagster.cli import main
main(sys.argv[1:])
print(*{name.partition(".")[0] for name in sys.modules}, file=sys.stderr)
"""


def imported(*arguments: str | Path) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED, *map(str, arguments)], capture_output=True, text=True, check=True
    )
    return HEAVY & set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize("command", [[], *([name] for name in group.commands)])
def test_help_imports_nothing_heavy(command: list[str]):
    # One process for each would take long; the modules of all commands are imported by any of them.
    if command not in ([], ["index"]):
        assert group.commands[command[0]].help
        return
    assert imported(*command, "--help") == set()


def test_questions_import_what_they_need(shop: Path):
    assert imported("search", "cart", "--data", shop) == {"duckdb", "rich"}
    assert imported("search", "cart", "--data", shop, "--json") == {"duckdb"}


def test_the_version():
    done = subprocess.run([PROGRAM, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("codegraph, version ")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_set_up_for_each_shell(shell: str):
    done = subprocess.run(
        [PROGRAM],
        env={**os.environ, "_CODEGRAPH_COMPLETE": f"{shell}_source"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "_CODEGRAPH_COMPLETE" in done.stdout


def completed(words: str) -> list[str]:
    """What follows, as bash asks for it: the last word is the one that is begun."""
    asked = {"_CODEGRAPH_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)}
    done = subprocess.run([PROGRAM], env={**os.environ, **asked}, capture_output=True, text=True, check=True)
    return [line.partition(",")[2] for line in done.stdout.splitlines()]


def test_commands_options_and_databases_are_completed(shop: Path):
    assert completed("codegraph def") == ["definition"]
    assert completed("codegraph search --li") == ["--limit"]
    assert completed(f"codegraph search --data {shop} --name sh") == ["shop"]


def test_a_reader_that_wants_no_more(shop: Path):
    command = f"{PROGRAM} outline shop/prices.py --data {shop} | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    # 1 when the reader was gone before the command wrote, else all is written.
    assert done.stdout.strip() in ("0", "1")
