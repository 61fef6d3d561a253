"""Index a repository through many commits while others read the result: nothing grows, nothing breaks.

    make soak                                     200 commits
    make soak SOAK="--commits 1000 --every 50"    more of them; every 50th by the command `codegraph index`

One process indexes a generated repository after each commit, every 20th one the command `codegraph index` does. Readers
open the published database again and again, ask it whether it is whole and of one state, and one reader keeps the first
database open. The table shows the process that indexes (memory, open files), the databases and what else is in the data
folder (Dagster's history of the commands aside). Exits with 1 when something grew, when a reader met an error, or when
the last state is not that of a clean build.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import random
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from codegraph_dagster.api import IndexConfig, index_repository
from codegraph_dagster.ir.build import build_ir
from codegraph_dagster.paths import DataLayout
from codegraph_dagster.settings import RepositorySettings
from codegraph_dagster.stages.runner import run_stage
from codegraph_dagster.store.publish import publish
from codegraph_dagster.store.working import WorkingStore
from codegraph_dagster_tests.faults.reading import keep_reading, read_again_and_again
from codegraph_dagster_tests.faults.runs import contents
from codegraph_dagster_tests.repositories import MODULE, write_repository
from codegraph_dagster_tests.stages.stages import ALL_STAGES

NAME = "soak"
MODULES = 40
READERS = 3
# How much more the last quarter of the commits may show than the second one: the first warms up.
GROWTH = 1.15


@dataclass(frozen=True)
class Row:
    """What was seen after a commit."""

    commit: int
    seconds: float
    memory_mb: float
    open_files: int
    working_mb: float
    published_mb: float
    other_files: int


def main() -> int:
    """Run it; returns the exit code."""
    parser = argparse.ArgumentParser(prog="make soak")
    parser.add_argument("--commits", type=int, default=200)
    parser.add_argument("--every", type=int, default=20, help="commits from one run of `codegraph index` to the next")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="codegraph-soak-") as folder:
        return Soak(Path(folder), options.commits, options.every, options.seed).run()


class Soak:
    """A generated repository, its index, and readers of it."""

    def __init__(self, folder: Path, commits: int, every: int, seed: int) -> None:
        self.commits, self.every = commits, every
        self.choice = random.Random(seed)
        self.source = write_repository(folder / "source", MODULES, repeat=3)
        self.data, self.clean = folder / "data", folder / "clean"
        self.settings = RepositorySettings(NAME, self.source, parallel_workers=2)
        self.git("init", "-q")
        self.rows: list[Row] = []

    def run(self) -> int:
        """Returns the exit code."""
        self.commit(0)
        path = self.index(self.data)
        context = multiprocessing.get_context("spawn")
        stop, answers = context.Event(), context.Queue()
        readers = [
            context.Process(target=reader, args=(path, stop, answers), daemon=True)  # ends with this process
            for reader in [keep_reading, *[read_again_and_again] * READERS]
        ]
        for process in readers:
            process.start()
        print(f"{'commit':>7} {'seconds':>8} {'memory':>9} {'files':>6} {'working':>9} {'published':>10} {'others':>7}")
        for number in range(1, self.commits + 1):
            self.commit(number)
            start = time.perf_counter()
            if number % self.every:
                self.index(self.data)
            else:
                index_repository(IndexConfig(self.source, NAME, parallel_workers=2, data_dir=self.data))
            self.rows.append(self.look(number, time.perf_counter() - start))
            if number % 10 == 0:
                show(self.rows[-1])
        stop.set()
        results = [answers.get(timeout=120) for _ in readers]
        for process in readers:
            process.join(60)
        return self.conclude(path, results)

    def git(self, *arguments: str) -> None:
        """Run git in the repository."""
        identity = ("-c", "user.name=soak", "-c", "user.email=soak@example.org")
        subprocess.run(["git", *identity, *arguments], cwd=self.source, check=True, capture_output=True)

    def commit(self, number: int) -> None:
        """Edit, add, rename and delete modules, so that their number stays the same."""
        package = self.source / "package"
        for chosen in self.choice.sample(range(1, MODULES), 3):
            text = MODULE.format(n=chosen, previous=chosen - 1)
            edited = text.replace("by=len(values)", f"by=len(values) + {number}").replace("grow", f"grow{number % 7}")
            (package / f"m{chosen}.py").write_text(edited)
        for extra in package.glob("extra*.py"):
            extra.unlink()
        (package / f"extra{number}.py").write_text(
            f"from package.m{number % MODULES} import helper\nhelper({number})\n"
        )
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", f"commit {number}")

    def index(self, data: Path) -> Path:
        """Index in this process; returns the published database."""
        store = WorkingStore(DataLayout(data), NAME)
        build_ir(store, self.settings, log=quiet)
        for stage in ALL_STAGES:
            run_stage(stage, store, self.settings, log=quiet)
        publication = publish(store, log=quiet)
        if publication.refusal is not None:
            raise RuntimeError(publication.refusal)
        return publication.path

    def look(self, number: int, seconds: float) -> Row:
        """Measure this process and its files."""
        gc.collect()
        process = psutil.Process()
        layout = DataLayout(self.data)
        expected = (
            layout.working(NAME),
            layout.extractions(NAME),
            layout.published(NAME),
            layout.lock(NAME),
            layout.owner(NAME),
        )
        others = [path for part in ("index", "work") for path in (self.data / part).rglob("*") if path.is_file()]
        return Row(
            number,
            seconds,
            process.memory_info().rss / 2**20,
            process.num_fds(),
            layout.working(NAME).stat().st_size / 2**20,
            layout.published(NAME).stat().st_size / 2**20,
            len(set(others) - set(expected)),
        )

    def conclude(self, path: Path, results: list[dict[str, Any]]) -> int:
        """Print what was found; returns the exit code."""
        problems = [error for result in results for error in result["errors"]]
        queries = sum(result["queries"] for result in results)
        states = max(result["states"] for result in results)
        print(f"\n{queries:,} queries by {len(results)} readers, who saw up to {states} states: {len(problems)} errors")
        problems += [f"{name} grew: {text}" for name, text in self.growth().items()]
        if contents(path) == contents(self.index(self.clean)):
            print("the last state is that of a clean build")
        else:
            problems.append("the last state is not that of a clean build")
        history = sum(file.stat().st_size for file in (self.data / "dagster").rglob("*") if file.is_file())
        runs = self.commits // self.every
        print(f"Dagster's history of {runs} runs: {history / 2**20:.1f} MB")
        for problem in problems:
            print(problem)
        return 1 if problems else 0

    def growth(self) -> dict[str, str]:
        """Columns whose median over the last quarter of the commits is above that over the second quarter."""
        quarter = max(1, len(self.rows) // 4)
        grown: dict[str, str] = {}
        for name in ("memory_mb", "open_files", "working_mb", "published_mb", "other_files"):
            early, late = (
                statistics.median(getattr(row, name) for row in rows)
                for rows in (self.rows[quarter : 2 * quarter] or self.rows, self.rows[-quarter:])
            )
            print(f"{name}: {early:.1f} in the second quarter, {late:.1f} in the last one")
            if late > early * GROWTH:
                grown[name] = f"{early:.1f} to {late:.1f}"
        return grown


def show(row: Row) -> None:
    """Print a row of the table."""
    print(
        f"{row.commit:>7} {row.seconds:>8.2f} {row.memory_mb:>6.0f} MB {row.open_files:>6} {row.working_mb:>6.2f} MB"
        f" {row.published_mb:>7.2f} MB {row.other_files:>7}",
        flush=True,
    )


def quiet(line: str) -> None:
    """Say nothing."""


if __name__ == "__main__":
    sys.exit(main())
