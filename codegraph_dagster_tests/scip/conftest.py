from __future__ import annotations

from pathlib import Path

import pytest

from codegraph_dagster.scip import write_scip
from codegraph_dagster_tests.repositories import write_repository
from codegraph_dagster_tests.stages import building

# What the small repository does not have: tests, decorators, characters beyond UTF-16's basic plane, a name defined
# again, an attribute that stands for a property of the base class, an external package, a file without any name.
ODD = {
    "package/odd.py": """
import functools
import requests.adapters
from collections import OrderedDict
from lib import größe


class Base:
    @property
    def value(self) -> int:
        return 1

    @value.setter
    def value(self, new: int) -> None:
        pass


class Child(Base):
    def __init__(self) -> None:
        self.value = 2


@functools.cache
def f(x): return "😀", x, lambda y: y
def f(x): return requests.adapters.HTTPAdapter(x), unknown, OrderedDict(größe.tief)
""",
    "package/empty.py": "",
    "tests/test_odd.py": "from package.odd import f\n\n\ndef test_f():\n    assert f(1)\n",
}


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published database of a small repository."""
    folder = tmp_path_factory.mktemp("scip")
    source = write_repository(folder / "example", modules=3)
    files = {str(path.relative_to(source)): path.read_bytes() for path in source.rglob("*.*")}
    return building.published(folder, {**files, **ODD})


@pytest.fixture(scope="session")
def exported(published: Path) -> Path:
    """The SCIP index of the small repository."""
    return write_scip(published, published.with_suffix(".scip")).path
