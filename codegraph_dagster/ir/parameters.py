"""How the parameters of functions may be passed."""

from __future__ import annotations

from typing import Any

import numpy as np

from codegraph_dagster.ir.scopes import Scoping
from codegraph_dagster.ir.syntax import Ints, Syntax
from codegraph_dagster.ir.vocabulary import Kind
from codegraph_dagster.languages import Language


def describe_parameters(
    columns: dict[str, Any], tokens: Ints, syntax: Syntax, scoping: Scoping, keys: Ints, language: Language
) -> list[int | None]:
    """Number the parameters among the definitions of `columns`, and add to their modifiers how each may be passed.

    `tokens`: the row of each definition's name. The definitions are in the order of the text. Returns the position of
    each in its parameter list; None for what is no parameter.
    """
    kind, parent = syntax.kind, syntax.parent
    what, words, own, scopes = columns["kind"], columns["modifiers"], columns["definition"].tolist(), columns["scope"]
    positions: list[int | None] = [None] * len(what)
    index_of = {key: index for index, key in enumerate(own)}
    indexes = np.array([index for index, found in enumerate(what) if found == "parameter"], dtype=np.int64)
    region = syntax.up[tokens[indexes]]
    clause = parent[region]
    with_default = np.zeros(kind.size, dtype=np.bool_)
    with_default[parent[np.flatnonzero(kind == Kind.default)]] = True
    optional = with_default[clause] & (kind[clause] == Kind.parameter_clause)
    regions = kind[region].tolist()
    # By scope, where keyword parameters begin and positional ones end. Broken code may have many separators.
    keywords_begin: dict[int, int] = {}
    positional_end: dict[int, int] = {}
    for row in np.flatnonzero((kind == Kind.keyword_separator) | (kind == Kind.positional_separator)).tolist():
        scope = int(keys[scoping.scope[row]])
        if kind[row] == Kind.keyword_separator:
            keywords_begin.setdefault(scope, int(keys[row]))
        else:
            positional_end[scope] = int(keys[row])
    last_scope, position, keyword_only = -1, 0, False
    columns_of = (indexes.tolist(), scopes.data[indexes].tolist(), regions, optional.tolist())
    for index, scope, passed, has_default in zip(*columns_of, strict=True):
        key, found = own[index], words[index]
        if scope != last_scope:
            last_scope, position, keyword_only = scope, 0, False
            owner = index_of[columns["parent"][index]]
            is_first = what[owner] == "method" and passed == Kind.parameter
            if is_first and language.has_receiver(tuple(words[owner]), columns["name"][owner]):
                found.append("receiver")
        keyword_only = keyword_only or keywords_begin.get(scope, key) < key
        if positional_end.get(scope, key) > key:
            found.append("positional_only")
        if passed == Kind.variadic_positional:
            found.append("variadic_positional")
            keyword_only = True
        elif passed == Kind.variadic_keyword:
            found.append("variadic_keyword")
        elif keyword_only:
            found.append("keyword_only")
        if has_default:
            found.append("optional")
        positions[index] = position
        position += 1
    return positions
