"""Spoil real sources and extract them for as long as told: no crash, no hang, sound rows, the same rows twice.

    make fuzz                                              for five minutes, on the standard library of this Python
    make fuzz FUZZ="--seconds 3600 /path/to/sources"

Each input follows from a seed. One that breaks a rule, kills its worker or takes too long is written to
data/work/fuzz/ and its seed is printed; `--seed N --count 1` makes it again. Exits with 1 when there was one.
"""

from __future__ import annotations

import argparse
import random
import sys
import sysconfig
import time
import traceback
from functools import cache
from pathlib import Path

from codegraph_dagster.ir.decode import decode
from codegraph_dagster.ir.parser import BatchParser
from codegraph_dagster.ir.pool import BatchFailure, run_batches
from codegraph_dagster_tests.ir.soundness import check_soundness, extract_text, python_parser, spoil

FOUND = Path(__file__).parents[1] / "data" / "work" / "fuzz"
SEEDS_PER_BATCH = 20
SECONDS_PER_SEED = 15.0
MAX_SOURCE_BYTES = 60_000

Batch = tuple[str, tuple[int, ...]]


def main() -> int:
    """Run the fuzzer; returns the exit code."""
    parser = argparse.ArgumentParser(prog="make fuzz")
    parser.add_argument("corpus", nargs="?", default=sysconfig.get_path("stdlib"), help="folder with Python sources")
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--seed", type=int, default=random.randrange(2**40), help="the first seed")
    parser.add_argument("--count", type=int, default=None, help="number of seeds, instead of a time")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    end = time.monotonic() + options.seconds
    print(f"sources of {options.corpus}, from seed {options.seed} on", flush=True)
    tried, failed = 0, []
    while time.monotonic() < end if options.count is None else tried < options.count:
        wanted = 50 * SEEDS_PER_BATCH if options.count is None else options.count
        seeds = range(options.seed + tried, options.seed + tried + wanted)
        failed += try_seeds(options.corpus, seeds, options.workers)
        tried += wanted
    print(f"{tried:,} inputs, {len(failed)} failed {sorted(failed) if failed else ''}")
    return 1 if failed else 0


def try_seeds(corpus: str, seeds: range, workers: int) -> list[int]:
    """Try a range of seeds in worker processes; returns those that failed."""
    failed: list[int] = []

    def on_failed(batch: Batch, failure: BatchFailure) -> list[Batch]:
        if len(batch[1]) > 1:
            return [(corpus, (seed,)) for seed in batch[1]]
        (seed,) = batch[1]
        failed.append(seed)
        FOUND.mkdir(parents=True, exist_ok=True)
        place = FOUND / f"{seed}.py"
        place.write_bytes(spoiled_source(corpus, seed))
        print(f"seed {seed}: {failure.kind}, see {place}\n{failure.detail}", flush=True)
        return []

    step = min(SEEDS_PER_BATCH, len(seeds))
    run_batches(
        [(corpus, tuple(seeds[place : place + step])) for place in range(0, len(seeds), step)],
        try_batch,
        workers=workers,
        on_done=lambda batch, result: None,
        on_failed=on_failed,
        time_limit=lambda batch: SECONDS_PER_SEED * len(batch[1]) if len(batch[1]) == 1 else 60.0,
    )
    return failed


def try_batch(batch: Batch) -> None:
    """Extract the inputs of some seeds. Raises AssertionError for rows that are not sound."""
    corpus, seeds = batch
    for seed in seeds:
        text = spoiled_source(corpus, seed)
        parser = own_parser()
        extraction = extract_text(parser, text)
        if extraction is None:
            continue
        try:
            check_soundness(extraction, decode(text, parser.language.declared_encoding).text.decode())
            again = extract_text(parser, text)
            assert again is not None and again.tables == extraction.tables, "other rows the second time"
        except Exception as error:
            raise AssertionError(f"seed {seed}: {traceback.format_exc()}") from error


def spoiled_source(corpus: str, seed: int) -> bytes:
    """The input of a seed: a file of the corpus with accidents."""
    choice = random.Random(seed)
    text, other = (choice.choice(corpus_files(corpus)).read_bytes() for _ in range(2))
    return spoil(text, choice, other)


@cache
def corpus_files(corpus: str) -> list[Path]:
    """The sources to spoil, the very long ones left out."""
    files = [path for path in sorted(Path(corpus).rglob("*.py")) if "site-packages" not in path.parts]
    files = [path for path in files if path.is_file() and path.stat().st_size < MAX_SOURCE_BYTES]
    if not files:
        sys.exit(f"{corpus}: no Python sources")
    return files


@cache
def own_parser() -> BatchParser:
    """One parser for each process."""
    return python_parser()


if __name__ == "__main__":
    sys.exit(main())
