"""Draw all navigation cases anew: `python -m codegraph_dagster_tests.navigation.update`; then read the diff."""

from __future__ import annotations

import tempfile
from pathlib import Path

from codegraph_dagster_tests.navigation.snapshot import CASES, draw_cases, index_cases, read_cases


def main() -> None:
    """Write every case file with what the index says."""
    cases = read_cases()
    with tempfile.TemporaryDirectory() as folder:
        drawn = draw_cases(cases, index_cases(cases, Path(folder)))
    for name, text in drawn.items():
        (CASES / f"{name}.snap").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
