"""Times Dagster's floor, an empty job of the same shape as `index_repository`, against the index command.

    python benchmarks/empty_job.py [PATH] [--repeat N]

Both are whole commands, from the start of Python to its end, run by turns in one session. PATH is the
repository to index, by default this project; the index command is left out with --floor-only.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import dagster as dg

from codegraph_dagster.defs.executor import stage_executor

PARTITIONS = dg.StaticPartitionsDefinition(["empty"])
TAG = '{"dagster/partition": "empty"}'
DEPENDENCIES = {
    "source": (),
    "ir": ("source",),
    "chunks": ("ir",),
    "cross_file": ("ir",),
    "occurrences": ("ir",),
    "symbols": ("ir",),
    "references": ("cross_file", "occurrences", "symbols"),
    "published_index": ("chunks", "references"),
}


def _asset(name: str, deps: tuple[str, ...]) -> dg.AssetsDefinition:
    @dg.asset(name=name, deps=deps, partitions_def=PARTITIONS)
    def empty() -> dg.MaterializeResult:
        return dg.MaterializeResult()

    return empty


defs = dg.Definitions(
    assets=[
        dg.AssetSpec("source", partitions_def=PARTITIONS),
        *(_asset(name, deps) for name, deps in DEPENDENCIES.items() if name != "source"),
    ],
    jobs=[dg.define_asset_job("empty", selection=dg.AssetSelection.all())],
    executor=stage_executor,
)


def main() -> None:
    """Run the commands by turns and print the seconds of each and their medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", nargs="?", default=Path(__file__).resolve().parent.parent, type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--floor-only", action="store_true")
    options = parser.parse_args()
    binaries = Path(sys.executable).parent
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        (home / "dagster.yaml").write_text("telemetry:\n  enabled: false\n")
        environment = {
            **os.environ,
            "DAGSTER_HOME": str(home),
            "CODEGRAPH_DATA_DIR": str(Path(folder) / "data"),
        }
        commands = {
            "empty job": [
                binaries / "dagster",
                "job",
                "execute",
                "-f",
                __file__,
                "-j",
                "empty",
                "--tags",
                TAG,
            ],
        }
        if not options.floor_only:
            commands["index"] = [
                binaries / "codegraph",
                "index",
                options.path,
                "--name",
                "benchmark",
                "--quiet",
            ]
        # The first use of an instance creates its storage, which is not what is to be measured.
        _seconds(commands["empty job"], environment)
        seconds: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(options.repeat):
            for name, command in commands.items():
                seconds[name].append(_seconds(command, environment))
    floor = statistics.median(seconds["empty job"])
    for name, values in seconds.items():
        median = statistics.median(values)
        runs = ", ".join(f"{value:.2f}" for value in values)
        print(f"{name:<10} {median:6.2f} s  {median / floor:5.2f} x the empty job   ({runs})")


def _seconds(command: list[str | Path], environment: dict[str, str]) -> float:
    start = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{command[0]} failed:\n{done.stdout}\n{done.stderr}")
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
