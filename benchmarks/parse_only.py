"""Reads and parses files with tree-sitter and does nothing else: the limit of what a cold index can reach.

    python benchmarks/parse_only.py LIST WORKERS

LIST is a file with one path a line; prints the seconds from the first file to the last, all workers being ready.
"""

from __future__ import annotations

import multiprocessing
import sys
import time
from functools import cache
from pathlib import Path

import tree_sitter

from codegraph_dagster.languages import languages


@cache
def _parser() -> tree_sitter.Parser:
    return tree_sitter.Parser(tree_sitter.Language(languages()["python"].grammar()))


def _parse(path: str) -> None:
    _parser().parse(Path(path).read_bytes())


def main() -> None:
    """Parse the files of the list, the largest first, and print the seconds."""
    paths = Path(sys.argv[1]).read_text().splitlines()
    paths.sort(key=lambda path: Path(path).stat().st_size, reverse=True)
    workers = int(sys.argv[2])
    with multiprocessing.get_context("fork").Pool(workers, _parser) as pool:
        pool.map(_parse, paths[-workers:], chunksize=1)
        start = time.perf_counter()
        for _ in pool.imap_unordered(_parse, paths, chunksize=4):
            pass
        print(time.perf_counter() - start)


if __name__ == "__main__":
    main()
