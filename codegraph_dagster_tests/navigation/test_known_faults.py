"""What the engine draws wrong: each case of `known_faults` draws the right answer, and says in `# Fault:` what is not.

A case that passes fails here (strict): move its file to `cases`, without that line. `update` leaves these files alone.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from codegraph_dagster_tests.navigation.snapshot import CASES, Case, draw_cases, index_cases, read_cases

_FAULTS = CASES.parent / "known_faults"
_CASES = read_cases(_FAULTS)
_REASON = "# Fault: "


def _fault(case: Case) -> object:
    reason = case.description.split(_REASON, 1)[1]
    mark = pytest.mark.xfail(strict=True, raises=AssertionError, reason=reason)
    return pytest.param(case.name, marks=mark, id=case.name)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder: Path = tmp_path_factory.mktemp("known_faults")
    return draw_cases(_CASES, index_cases(_CASES, folder))


@pytest.mark.parametrize("name", [_fault(case) for case in _CASES.values()])
def test_known_fault(name: str, drawn: dict[str, str]) -> None:
    assert drawn[name] == (_FAULTS / f"{name}.snap").read_text("utf-8")
