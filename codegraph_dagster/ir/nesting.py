"""Finds files that nest so deeply that describing them would take time and memory out of all proportion.

Qualified names grow with each definition around a definition, and tree-sitter's queries with each expression around
an expression: both cost the square of the depth. CPython refuses to compile far less.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from codegraph_dagster.ir.scopes import Scoping
from codegraph_dagster.ir.syntax import Bools, Syntax

MAX_DEPTH: Final = 5_000
"""Of captured rows in one another. The deepest expression seen in a real repository has 570, a generated one."""

MAX_SCOPES: Final = 200
"""Of functions, classes, lambdas and comprehensions in one another. CPython allows 100 levels of indentation."""


class NestingError(Exception):
    """Files nest too deeply; `files` are their places among the sources that were given."""

    def __init__(self, files: frozenset[int]) -> None:
        super().__init__("nested too deeply")
        self.files = files


def require_depth(syntax: Syntax) -> None:
    """Raises NestingError for files with more than MAX_DEPTH rows in one another."""
    _refuse(syntax, syntax.depth > MAX_DEPTH)


def require_scope_depth(syntax: Syntax, scoping: Scoping) -> None:
    """Raises NestingError for files with more than MAX_SCOPES scopes in one another."""
    if int(syntax.depth.max()) <= MAX_SCOPES:  # the usual case: a scope is a row
        return
    depths = np.zeros(syntax.kind.size, dtype=np.int64)
    for row, around in zip(scoping.rows.tolist(), scoping.scope[scoping.rows].tolist(), strict=True):
        if around >= 0:
            depths[row] = depths[around] + 1
    _refuse(syntax, depths > MAX_SCOPES)


def _refuse(syntax: Syntax, is_too_deep: Bools) -> None:
    if is_too_deep.any():
        raise NestingError(frozenset(np.unique(syntax.file[is_too_deep]).tolist()))
