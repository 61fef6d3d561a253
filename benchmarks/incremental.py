"""Times runs after a change, as whole commands beside an empty job in the same round: nothing, ten files, one file.

    python benchmarks/incremental.py NAME=PATH --imported FILE [--rounds N]

PATH is copied first. `--imported` is a file of it, relative, that many others import. A round changes every file that
it needs by a line of its own. Figures are medians; `over empty` is what the command takes more than the empty job.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb
from cold import BINARIES, Bench
from process_tree import measure

FILES = 10


def change(files: list[Path], number: int) -> None:
    """Add a line to each file that it has not had before."""
    for file in files:
        with file.open("a", encoding="utf-8") as stream:
            stream.write(f"\nchanged_{number} = {number}\n")


def main() -> None:
    """Measure and print one line for each kind of change."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", metavar="NAME=PATH")
    parser.add_argument("--imported", required=True, metavar="FILE")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    name, _, path = options.repository.partition("=")
    if not path or not (Path(path) / options.imported).is_file():
        parser.error(f"{options.repository}: expected NAME=PATH with a folder that has the file {options.imported}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        root = folder / "source"
        shutil.copytree(path, root, symlinks=True, ignore=shutil.ignore_patterns(".git", ".venv"))
        bench = Bench(folder, workers=0, peer=None)
        command = [BINARIES / "codegraph", "index", root, "--name", name, "--quiet"]
        measure(command, bench.environment)
        with duckdb.connect(str(bench.layout.published(name)), read_only=True) as connection:
            found = connection.execute((Path(__file__).with_name("files.sql")).read_text()).fetchall()
        lines = sum(count for _, count in found)
        step = max(1, len(found) // FILES)
        spread = [root / file for file, _ in found[::step][:FILES]]
        kinds: dict[str, Callable[[int], None]] = {
            "nothing changed": lambda number: None,
            f"{len(spread)} files changed": lambda number: change(spread, number),
            "one imported file changed": lambda number: change([root / options.imported], number),
        }
        empty: dict[str, list[float]] = {kind: [] for kind in kinds}
        index: dict[str, list[float]] = {kind: [] for kind in kinds}
        for number in range(options.rounds):
            for place, (kind, prepare) in enumerate(kinds.items()):
                print(f"round {number + 1} of {options.rounds}: {kind}", file=sys.stderr, flush=True)
                prepare(number * len(kinds) + place)
                empty[kind].append(bench.empty("empty", samples=False).seconds)
                index[kind].append(measure(command, bench.environment, samples=False).seconds)
    print(f"{name}: {lines:,} lines in {len(found):,} files")
    print(f"{'':<28}{'empty job, s':>14}{'index, s':>12}{'over empty, s':>16}{'lines/s':>14}")
    for kind in kinds:
        none, taken = statistics.median(empty[kind]), statistics.median(index[kind])
        print(f"{kind:<28}{none:>14.2f}{taken:>12.2f}{taken - none:>16.2f}{lines / taken:>14,.0f}")


if __name__ == "__main__":
    main()
