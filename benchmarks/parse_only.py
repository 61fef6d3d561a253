"""Reads and parses files with tree-sitter and does nothing else: the limit of what a cold index can reach.

    python benchmarks/parse_only.py LIST WORKERS [--captures]

LIST is a file with one path a line; prints the seconds from the first file to the last, all workers being ready.
`--captures`: also runs the extraction's query and reads where the captures are. Rows can be made of nothing less.
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
from collections import deque
from functools import cache, partial
from itertools import chain
from operator import attrgetter
from pathlib import Path

import tree_sitter

from codegraph_dagster.languages import languages

_EXTENT = (attrgetter("start_byte"), attrgetter("end_byte"))


@cache
def _tools() -> tuple[tree_sitter.Parser, tree_sitter.QueryCursor]:
    language = languages()["python"]
    grammar = tree_sitter.Language(language.grammar())
    return tree_sitter.Parser(grammar), tree_sitter.QueryCursor(tree_sitter.Query(grammar, language.query()))


def _parse(path: str, *, captures: bool) -> None:
    parser, cursor = _tools()
    tree = parser.parse(Path(path).read_bytes())
    if captures:
        nodes = list(chain.from_iterable(cursor.captures(tree.root_node).values()))
        for place in _EXTENT:
            deque(map(place, nodes), maxlen=0)


def main() -> None:
    """Parse the files of the list, the largest first, and print the seconds."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("list", type=Path)
    options.add_argument("workers", type=int)
    options.add_argument("--captures", action="store_true")
    given = options.parse_args()
    paths = given.list.read_text().splitlines()
    paths.sort(key=lambda path: Path(path).stat().st_size, reverse=True)
    parse = partial(_parse, captures=given.captures)
    with multiprocessing.get_context("fork").Pool(given.workers, _tools) as pool:
        pool.map(parse, paths[-given.workers :], chunksize=1)
        start = time.perf_counter()
        for _ in pool.imap_unordered(parse, paths, chunksize=4):
            pass
        print(time.perf_counter() - start)


if __name__ == "__main__":
    main()
