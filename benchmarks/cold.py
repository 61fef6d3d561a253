"""Times cold runs: what cannot be left out, an empty job, the index command, and a peer's command, by turns.

    python benchmarks/cold.py [NAME=PATH ...] [--rounds N] [--workers N] [--peer COMMAND] [--json FILE]

Each NAME=PATH is a repository, by default this project. `--peer` is the command of @optave/codegraph
(`npm install @optave/codegraph@3.11.2`, then node_modules/.bin/codegraph); it builds in a copy under git.
Index, empty job and peer are whole commands, from the start of the program to its end. What cannot be left out is
measured alone: parsing, parsing with the query and where its captures are, writing the rows. Figures are medians.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
from empty_job import TAG
from process_tree import Measurement, measure

from codegraph_dagster.paths import DataLayout

HERE = Path(__file__).resolve().parent
BINARIES = Path(sys.executable).parent
FIRST_COLUMN, COLUMN = 24, 14


@dataclass
class Result:
    """The rounds of one repository. Seconds; `index` and `peer` with the processor seconds and memory of the tree."""

    name: str
    lines: int = 0
    files: int = 0
    rows: int = 0
    database_bytes: int = 0
    parse: list[float] = field(default_factory=list)
    captures: list[float] = field(default_factory=list)
    write: list[float] = field(default_factory=list)
    empty: list[float] = field(default_factory=list)
    empty_in_process: list[float] = field(default_factory=list)
    index: list[Measurement] = field(default_factory=list)
    peer: list[Measurement] = field(default_factory=list)
    stages: list[dict[str, Any]] = field(default_factory=list)


class Bench:
    """Runs the commands with a data folder and a Dagster home of its own."""

    def __init__(self, folder: Path, workers: int, peer: str | None) -> None:
        self.folder, self.workers, self.peer = folder, workers, peer
        home = folder / "home"
        home.mkdir()
        shutil.copy(files("codegraph_dagster.cli").joinpath("instance.yaml"), home / "dagster.yaml")
        self.layout = DataLayout(folder / "data")
        self.environment = {**os.environ, "DAGSTER_HOME": str(home), "CODEGRAPH_DATA_DIR": str(self.layout.data_dir)}
        # The first use of a Dagster home creates its storage, which is not what is to be measured.
        self.empty("empty")

    def run(self, name: str, repository: Path, rounds: int) -> Result:
        """All commands by turns, after one run that warms the file cache and tells which files are parsed."""
        result = Result(name)
        self._index(name, repository)
        paths = self._describe(result, repository)
        checkout = self._checkout(repository) if self.peer else None
        for number in range(rounds):
            print(f"{name}: round {number + 1} of {rounds}", file=sys.stderr, flush=True)
            result.parse.append(self._seconds("parse_only.py", paths))
            result.captures.append(self._seconds("parse_only.py", paths, "--captures"))
            result.write.append(self._seconds("write_only.py", self.layout.published(name)))
            result.empty_in_process.append(self.empty("empty_in_process").seconds)
            result.empty.append(self.empty("empty").seconds)
            result.index.append(self._index(name, repository))
            if checkout is not None:
                shutil.rmtree(checkout / ".codegraph", ignore_errors=True)
                result.peer.append(measure([str(self.peer), "build", "."], cwd=checkout))
        self._read_stages(result)
        return result

    def empty(self, job: str, *, samples: bool = True) -> Measurement:
        """An empty job as a whole command: with the project's executor, or `empty_in_process`."""
        command = [BINARIES / "dagster", "job", "execute", "-f", HERE / "empty_job.py", "-j", job, "--tags", TAG]
        return measure(command, self.environment, samples=samples)

    def _index(self, name: str, repository: Path) -> Measurement:
        # Cold: nothing to go on from, and nothing to compare with.
        for database in (self.layout.working(name), self.layout.published(name)):
            database.unlink(missing_ok=True)
        command = [BINARIES / "codegraph", "index", repository, "--name", name, "--quiet"]
        return measure(command, self.environment)

    def _seconds(self, script: str, path: Path, *options: str) -> float:
        """What one of the scripts beside this one says that it took for a path."""
        return float(measure([sys.executable, HERE / script, path, str(self.workers), *options]).output)

    def _describe(self, result: Result, repository: Path) -> Path:
        database = self.layout.published(result.name)
        with duckdb.connect(str(database), read_only=True) as connection:
            files = connection.execute((HERE / "files.sql").read_text()).fetchall()
        result.files, result.lines = len(files), sum(lines for _, lines in files)
        result.database_bytes = database.stat().st_size
        paths = self.folder / f"{result.name}.files"
        paths.write_text("\n".join(str(repository / path) for path, _ in files))
        return paths

    def _read_stages(self, result: Result) -> None:
        with duckdb.connect(str(self.layout.published(result.name)), read_only=True) as connection:
            rows = connection.execute((HERE / "stages.sql").read_text()).fetchall()
        names = ("stage", "seconds", "cpu_seconds", "peak_rss_bytes", "rows")
        result.stages = [dict(zip(names, row, strict=True)) for row in rows]
        result.rows = sum(stage["rows"] for stage in result.stages)

    def _checkout(self, repository: Path) -> Path:
        copy = self.folder / "checkout"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(repository, copy, symlinks=True, ignore=shutil.ignore_patterns(".git", ".venv"))
        identity = ["-c", "user.name=bench", "-c", "user.email=bench@localhost"]
        for arguments in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-qm", "bench"]):
            subprocess.run(["git", *arguments], cwd=copy, check=True)
        return copy


def report(results: list[Result]) -> None:
    """Print one column for each repository, then the stages of each."""
    rows: list[tuple[str, list[str]]] = []

    def row(title: str, values: list[str]) -> None:
        rows.append((title, values))

    parse = [statistics.median(result.parse) for result in results]
    captures = [statistics.median(result.captures) for result in results]
    write = [statistics.median(result.write) for result in results]
    empty = [statistics.median(result.empty) for result in results]
    alone = [statistics.median(result.empty_in_process) for result in results]
    index = [statistics.median(run.seconds for run in result.index) for result in results]
    row("lines", [f"{result.lines:,}" for result in results])
    row("files", [f"{result.files:,}" for result in results])
    row("parse only, s", [f"{value:.2f}" for value in parse])
    row("parse, captures, s", [f"{value:.2f}" for value in captures])
    row("write rows only, s", [f"{value:.2f}" for value in write])
    row("  both x parse", [f"{(c + w) / p:.1f}" for c, w, p in zip(captures, write, parse, strict=True)])
    row("empty, one process, s", [f"{value:.2f}" for value in alone])
    row("empty job, s", [f"{value:.2f}" for value in empty])
    row("  x in one process", [f"{a / b:.2f}" for a, b in zip(empty, alone, strict=True)])
    row("index, s", [f"{value:.2f}" for value in index])
    row("  CPU s", [f"{statistics.median(run.cpu_seconds for run in result.index):.1f}" for result in results])
    row("  peak memory, MiB", [f"{max(run.peak_bytes for run in result.index) >> 20:,}" for result in results])
    row("  lines/s", [f"{result.lines / value:,.0f}" for result, value in zip(results, index, strict=True)])
    row("  (index - empty) x parse", [f"{(i - e) / p:.1f}" for i, e, p in zip(index, empty, parse, strict=True)])
    row("  rows", [f"{result.rows:,}" for result in results])
    row("  database, MiB", [f"{result.database_bytes / 2**20:.1f}" for result in results])
    if all(result.peer for result in results):
        peer = [statistics.median(run.seconds for run in result.peer) for result in results]
        row("peer, s", [f"{value:.2f}" for value in peer])
        row("  peak memory, MiB", [f"{max(run.peak_bytes for run in result.peer) >> 20:,}" for result in results])
        row("  index x peer", [f"{a / b:.2f}" for a, b in zip(index, peer, strict=True)])
    print(" " * FIRST_COLUMN + "".join(f"{result.name:>{COLUMN}}" for result in results))
    for title, values in rows:
        print(f"{title:<{FIRST_COLUMN}}" + "".join(f"{value:>{COLUMN}}" for value in values))
    for result in results:
        print(f"\n{result.name}, last round      seconds     CPU s    memory         rows")
        for stage in result.stages:
            print(
                f"{stage['stage']:<20}{stage['seconds']:>12.2f}{stage['cpu_seconds']:>10.2f}"
                f"{stage['peak_rss_bytes'] >> 20:>6,} MiB{stage['rows']:>13,}"
            )


def main() -> None:
    """Measure, print, and keep the rounds as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repositories", nargs="*", metavar="NAME=PATH")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--peer", help="the peer's command, a path or a name on PATH")
    parser.add_argument("--json", type=Path, default=HERE.parent / "data" / "bench.json")
    options = parser.parse_args()
    if options.peer and not shutil.which(options.peer):
        parser.error(f"there is no command {options.peer}")
    repositories: dict[str, Path] = {}
    for given in options.repositories or [f"project={HERE.parent}"]:
        name, _, path = given.partition("=")
        if not path or not Path(path).is_dir():
            parser.error(f"{given}: expected NAME=PATH with the path of a folder")
        repositories[name] = Path(path).resolve()
    with tempfile.TemporaryDirectory() as folder:
        peer = str(Path(shutil.which(options.peer) or "").absolute()) if options.peer else None
        bench = Bench(Path(folder), options.workers, peer)
        results = [bench.run(name, path, options.rounds) for name, path in repositories.items()]
    report(results)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps([asdict(result) for result in results], indent=1))
    print(f"\n{options.json}")


if __name__ == "__main__":
    main()
