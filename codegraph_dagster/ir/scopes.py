"""Which scope each row of the syntax is evaluated in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from codegraph_dagster.ir.syntax import Ints, Syntax
from codegraph_dagster.ir.vocabulary import ESCAPING, SCOPES, Kind


@dataclass(frozen=True, slots=True)
class Scoping:
    """`scope`: for each row the row of the scope that it is evaluated in (-1 for a file). For a row that opens a
    scope that is the scope around it. `rows`: the rows that open a scope, in preorder."""

    scope: Ints
    rows: Ints


def evaluation_scopes(syntax: Syntax) -> Scoping:
    """Find the scope of every row, level by level from the files down.

    A default value, an annotation or a base class stands inside a definition and is evaluated around it; regions of
    the kinds in `ESCAPING` say so.
    """
    kind, parent = syntax.kind, syntax.parent
    scope = np.full(kind.size, -1, dtype=np.int64)
    inside = np.arange(kind.size, dtype=np.int64)  # the scope of a row's children
    opens = SCOPES[kind]
    escapes = ESCAPING[kind]
    for rows in syntax.levels[1:]:
        here = inside[parent[rows]]
        scope[rows] = here
        children = np.where(escapes[rows], scope[here], here)
        # A default value does not even see the type parameters.
        beyond = (kind[rows] == Kind.default) & (kind[children] == Kind.generic)
        children = np.where(beyond, scope[children], children)
        # Outside of a module there is nothing to escape to.
        children = np.where(children < 0, here, children)
        inside[rows] = np.where(opens[rows], rows, children)
    return Scoping(scope, np.flatnonzero(opens))


def binding_scope(syntax: Syntax, scoping: Scoping, definitions: Ints) -> Ints:
    """The scopes in which definitions (function, class or alias rows) bind their own names: around them, and around
    the scope of their type parameters."""
    scope = scoping.scope[definitions]
    own_generic = (syntax.kind[scope] == Kind.generic) & (syntax.end[scope] == syntax.end[definitions])
    return np.where(own_generic, scoping.scope[scope], scope)
