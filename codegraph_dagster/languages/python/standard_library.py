"""Names of Python's standard library, the union of Python 3.8 to 3.14."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def standard_modules() -> frozenset[str]:
    """Top-level modules of the standard library (`os`, not `os.path`)."""
    return _names("standard_modules.txt")


@cache
def builtins() -> frozenset[str]:
    """Names that a module finds although nothing binds them (`print`, `__file__`)."""
    return _names("builtin_names.txt")


def _names(file: str) -> frozenset[str]:
    lines = files(__package__).joinpath(file).read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
