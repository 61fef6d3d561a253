"""Sources with accidents in them: no crash, no hang, sound rows, and the same rows twice.

`make fuzz` does the same for as long as it is told to (benchmarks/fuzz.py).
"""

from __future__ import annotations

import random
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codegraph_dagster.ir.decode import decode
from codegraph_dagster_tests.ir.soundness import check_soundness, extract_text, python_parser, spoil

PARSER = python_parser()
# Short sources in which much of the language stands.
CORPUS = [
    path.read_bytes()
    for path in sorted((Path(__file__).parents[1] / "navigation").rglob("*.py"))
    if path.stat().st_size < 4000
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(st.sampled_from(CORPUS), st.sampled_from(CORPUS), st.integers(0, 2**32))
def test_a_spoiled_source_gives_sound_rows(text: bytes, other: bytes, seed: int):
    spoiled = spoil(text, random.Random(seed), other)
    extraction = extract_text(PARSER, spoiled)
    if extraction is None:
        return
    check_soundness(extraction, decode(spoiled, PARSER.language.declared_encoding).text.decode())
    again = extract_text(PARSER, spoiled)
    assert again is not None
    assert again.tables == extraction.tables
    assert again.diagnostics == extraction.diagnostics
