"""The workflow of examples/: run twice on a repository whose API changes in between."""

from __future__ import annotations

import subprocess
from pathlib import Path

from codegraph_dagster_tests.examples.workflow import Runner

WORKFLOW = Path(__file__).parents[2] / "examples" / "github-actions.yml"


def commit(repository: Path, text: str) -> str:
    """Commit a version of the repository's one module; the commit."""
    (repository / "shop.py").write_text(text)

    def git(*arguments: str) -> str:
        identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        return subprocess.run(
            ["git", *identity, *arguments], cwd=repository, capture_output=True, text=True, check=True
        ).stdout.strip()

    git("init", "--quiet")
    git("add", "--all")
    git("commit", "--quiet", "--message", "a version")
    return git("rev-parse", "HEAD")


def run(folder: Path, cache: Path, repository: Path, event: str) -> Runner:
    runner = Runner(
        folder,
        cache,
        {"github.event.repository.name": "my.shop", "github.run_id": folder.name, "github.event_name": event},
        # The project is installed here already, which pip sees without asking anybody.
        {"CODEGRAPH": "codegraph-dagster", "PIP_NO_INDEX": "1"},
    )
    runner.run(WORKFLOW, "index", repository)
    return runner


def test_the_second_run_prints_what_the_first_one_did_not_have(tmp_path: Path):
    (repository := tmp_path / "repository").mkdir()
    (cache := tmp_path / "cache").mkdir()
    old = commit(repository, "def price(item):\n    return 1\n\n\ndef gone():\n    return 2\n")
    first = run(tmp_path / "one", cache, repository, "push")
    assert "Not compared: nothing was published before." in first.outputs["summary"]
    assert first.outputs["summary"] == first.outputs["Show how the API differs"]
    assert (cache / "index" / "my.shop.duckdb").exists()

    new = commit(repository, "def price(item, amount):\n    return amount\n\n\ndef added():\n    return 2\n")
    second = run(tmp_path / "two", cache, repository, "pull_request")
    assert second.outputs["summary"] == (
        "## API of my.shop\n\n"
        f"3 differences between {old} and {new}, 2 may break other code.\n\n"
        "- **may break** changed in shop.py: `def price(item)` → `def price(item, amount)`\n"
        "- **may break** removed in shop.py: `def gone()`\n"
        "- added in shop.py: `def added()`\n"
    )
    assert "actions/cache/save@v4" in first.used
    assert "actions/cache/save@v4" not in second.used, "only the main branch's database is compared with"
