"""Every name of the cases refers to what is drawn under it."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegraph_dagster_tests.navigation.snapshot import CASES, draw_cases, index_cases, read_cases

_CASES = read_cases()


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder: Path = tmp_path_factory.mktemp("navigation")
    return draw_cases(_CASES, index_cases(_CASES, folder))


@pytest.mark.parametrize("name", list(_CASES))
def test_navigation(name: str, drawn: dict[str, str]) -> None:
    assert drawn[name] == (CASES / f"{name}.snap").read_text("utf-8")
