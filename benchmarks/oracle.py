"""Score the index against the answer keys of an independent indexer, and show the largest groups of misses.

    python benchmarks/oracle.py [--oracle FOLDER] [--corpora FOLDER] [--data FOLDER] [NAME ...]

FOLDER of `--oracle` holds `score.py` and the keys `<name>-<version>.{definitions,references}.parquet`; `--corpora` is
where the repositories are, fetched with the `fetch.py` beside the keys' folder (`../corpora/fetch.py`) when missing.
NAMEs default to all that have a key. Exits with 1 when something needed is missing.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

import duckdb

from codegraph_dagster import IndexConfig, index_repository

ROOT = Path(__file__).resolve().parent.parent
GROUPS = Path(__file__).with_name("oracle_groups.sql")


def main() -> None:
    """Fetch, index, score, and print the groups."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--oracle", type=Path, default=ROOT.parent / "shared" / "oracle")
    parser.add_argument("--corpora", type=Path, default=ROOT / "data" / "corpora")
    parser.add_argument("--data", type=Path, default=ROOT / "data")
    parser.add_argument("--groups", type=int, default=15, help="how many groups of misses to show")
    arguments = parser.parse_args()

    keys = {
        re.sub(r"-[0-9][^-]*$", "", path.name.removesuffix(".definitions.parquet")): path
        for path in sorted(arguments.oracle.glob("*.definitions.parquet"))
    }
    if not keys:
        sys.exit(f"no answer keys in {arguments.oracle}; name their folder with --oracle")
    unknown = sorted(set(arguments.names) - set(keys))
    if unknown:
        sys.exit(f"no answer key for {', '.join(unknown)}; there are: {', '.join(keys)}")
    for name in arguments.names or keys:
        prefix = str(keys[name]).removesuffix(".definitions.parquet")
        repository = arguments.corpora / name
        if not repository.is_dir():
            fetch = arguments.oracle.parent / "corpora" / "fetch.py"
            if not fetch.is_file():
                sys.exit(f"there is no repository {repository}, and no {fetch} to fetch it with")
            subprocess.run([sys.executable, str(fetch), str(arguments.corpora), name], check=True)
        result = index_repository(IndexConfig(repo_path=repository, repo_name=name, data_dir=arguments.data))
        print(f"\n== {name}", flush=True)
        subprocess.run([sys.executable, str(arguments.oracle / "score.py"), str(result.database), prefix], check=True)
        show_groups(result.database, prefix, arguments.groups)


def show_groups(database: Path, prefix: str, limit: int) -> None:
    """Print the names that are most often missed or answered otherwise, with one place for each."""
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{str(database).replace(chr(39), chr(39) * 2)}' AS graph (READ_ONLY)")
        connection.execute("SET VARIABLE references_file = ?", [f"{prefix}.references.parquet"])
        connection.execute("SET VARIABLE group_limit = ?", [limit])
        rows = connection.execute(GROUPS.read_text("utf-8")).fetchall()
    print("\nlargest groups of misses: count, kind, name, what the key names, first place")
    for count, kind, name, category, place in rows:
        print(f"  {count:>6}  {kind:10s} {name:30.30s} {category:22s} {place}")


if __name__ == "__main__":
    main()
