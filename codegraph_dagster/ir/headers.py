"""What stands around functions and classes: decorators, bases and docstrings."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from codegraph_dagster.ir.syntax import Syntax
from codegraph_dagster.ir.vocabulary import Kind
from codegraph_dagster.languages import Language


def source_text(text: bytes, start: int, end: int) -> str:
    """The text of a byte range."""
    return text[start:end].decode("utf-8", errors="replace")


@dataclass
class Headers:
    """What stands around functions and classes, by their rows."""

    decorators: dict[int, list[int]] = field(default_factory=dict)  # decorator regions, in order
    bases: dict[int, list[int]] = field(default_factory=dict)  # base expressions, in order
    docstrings: dict[int, int] = field(default_factory=dict)
    modifiers: dict[int, tuple[str, ...]] = field(default_factory=dict)
    outermost: dict[int, int] = field(default_factory=dict)  # the row with the decorators
    without_receiver: list[int] = field(default_factory=list)  # functions whose first parameter is a plain one


def read_headers(syntax: Syntax, language: Language) -> Headers:
    """Collect decorators, bases and docstrings of the functions and classes of a batch."""
    kind, parent, up, text = syntax.kind, syntax.parent, syntax.up, syntax.text
    headers = Headers()
    definitions = np.flatnonzero((kind == Kind.function) | (kind == Kind.class_))
    around = parent[definitions]
    around = np.where(kind[around] == Kind.generic, parent[around], around)
    wrapped = kind[around] == Kind.decorated
    decorated = dict(zip(around[wrapped].tolist(), definitions[wrapped].tolist(), strict=True))
    headers.outermost = {definition: outer for outer, definition in decorated.items()}
    for row in np.flatnonzero(kind == Kind.decorator).tolist():
        definition = decorated.get(int(parent[row]))
        if definition is not None:
            headers.decorators.setdefault(definition, []).append(row)
    for definition, rows in headers.decorators.items():
        found: list[str] = []
        for row in rows:
            found += language.decorator_modifiers(source_text(text, syntax.start[row], syntax.end[row]))
        headers.modifiers[definition] = tuple(found)
        if kind[definition] == Kind.function and not language.has_receiver(tuple(found), ""):
            headers.without_receiver.append(definition)
    bases = np.flatnonzero((kind[up] == Kind.bases) & (up >= 0) & (kind != Kind.keyword))
    # The value of a keyword (`metaclass=…`) follows its name, and is no base.
    before = np.maximum(syntax.top[bases] - 1, 0)
    bases = bases[~((kind[before] == Kind.name) & (kind[up[before]] == Kind.keyword))]
    for row, definition in zip(bases.tolist(), parent[up[bases]].tolist(), strict=True):
        headers.bases.setdefault(definition, []).append(row)
        names = language.base_modifiers(source_text(text, syntax.start[row], syntax.end[row]))
        if names:
            headers.modifiers[definition] = headers.modifiers.get(definition, ()) + names
    for row in np.flatnonzero(kind == Kind.docstring).tolist():
        headers.docstrings[int(up[row])] = row  # its block may be a guarded one
    return headers
