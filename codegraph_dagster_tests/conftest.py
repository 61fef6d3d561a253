"""The order of the tests: files that take long come first, so that no process is left alone with one in the end."""

from __future__ import annotations

from pathlib import Path

import pytest

_HERE = Path(__file__).parent
_LONG = (
    "faults/test_simultaneous.py",
    "defs/test_browser.py",
    "faults/test_killed.py",
    "stages/test_parity.py",
    "docs/test_examples.py",
    "faults/test_disk.py",
    "defs/test_jobs.py",
    "test_api.py",
    "examples/test_github_actions.py",
    "defs/test_automation.py",
    "stages/test_real_history.py",
    "stages/test_reach.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {_HERE / name: place for place, name in enumerate(_LONG)}
    items.sort(key=lambda item: places.get(item.path, len(places)))
