"""The words in which a language's `extract.scm` describes its syntax: one name for each kind of captured row.

Every capture of the query becomes a row (kind, start, end) in one flat array per batch; rows nest like the syntax
they stand for. Rows with the same extent nest in the order of this list, so a region (`value`) encloses the
expression that fills it, and a statement encloses its regions. Nothing here belongs to one language.
"""

from __future__ import annotations

from itertools import count
from typing import Final

import numpy as np
import numpy.typing as npt

_next = count().__next__


class Kind:
    """Kinds of rows, outermost first: plain numbers, because an enumeration's members are slow to look up.

    The capture `@assign` makes a row of kind `assign`. A region comes before the statements, because an assignment
    may itself be the value of another.
    """

    file: Final = _next()
    # Blocks in which a test holds. A block may be nothing but a definition, so they come first.
    # One with a statement that leaves when a test fails (`refusal`) or that asserts it (`assertion`). Of the blocks
    # that are captured only such ones become rows.
    guarded: Final = _next()
    suite: Final = _next()  # what is run only if the test before it holds
    suite_before: Final = _next()  # what is evaluated only if the test after it holds
    # Scopes that are statements. `generic` is the scope of type parameters around a definition.
    generic: Final = _next()
    function: Final = _next()
    class_: Final = _next()
    # Statements.
    decorated: Final = _next()
    import_: Final = _next()
    condition: Final = _next()  # a statement under which code runs or does not (if, try)
    # Regions: what the expression inside is there for.
    target: Final = _next()
    value: Final = _next()
    annotation: Final = _next()
    parameter_annotation: Final = _next()
    result: Final = _next()
    default: Final = _next()
    bases: Final = _next()
    outer: Final = _next()  # evaluated in the scope around the one that it stands in
    decorator: Final = _next()
    delete: Final = _next()
    branch: Final = _next()  # one of the alternatives that an expression's value comes from
    item: Final = _next()  # one element of a tuple
    test: Final = _next()
    refusal: Final = _next()
    assertion: Final = _next()
    # Statements and clauses that carry a value (region `value`) to names (region `target`).
    assign: Final = _next()
    walrus: Final = _next()  # an assignment inside an expression; binds in the enclosing function
    augment: Final = _next()
    iterate: Final = _next()
    enter: Final = _next()
    catch: Final = _next()
    alias: Final = _next()
    parameter_clause: Final = _next()  # one parameter with its annotation and default
    return_: Final = _next()
    yield_: Final = _next()
    # Regions of statements and names.
    docstring: Final = _next()
    import_clause: Final = _next()
    import_path: Final = _next()  # a module that is imported itself
    import_from: Final = _next()  # a module from which names are imported
    import_level: Final = _next()
    import_name: Final = _next()
    import_alias: Final = _next()
    import_star: Final = _next()
    dotted: Final = _next()  # a dotted name: its parts after the first are attributes
    # Regions around one name, which say what the name is bound as.
    function_name: Final = _next()
    class_name: Final = _next()
    alias_name: Final = _next()
    parameter: Final = _next()
    variadic_positional: Final = _next()
    variadic_keyword: Final = _next()
    positional_separator: Final = _next()
    keyword_separator: Final = _next()
    type_parameter: Final = _next()
    capture: Final = _next()  # bound by a pattern
    declare_global: Final = _next()
    declare_nonlocal: Final = _next()
    keyword: Final = _next()  # the name of a keyword argument
    # Expressions. An attribute, a call or a subscript starts where its head (object, callee, container) starts.
    group: Final = _next()
    starred: Final = _next()
    call: Final = _next()
    pattern: Final = _next()  # a class pattern: what it is headed by is matched, its keywords are fields
    attribute: Final = _next()
    subscript: Final = _next()
    tuple: Final = _next()
    list: Final = _next()
    set: Final = _next()
    dict: Final = _next()
    slice: Final = _next()
    conditional: Final = _next()
    boolean: Final = _next()
    conjunction: Final = _next()
    binary: Final = _next()
    await_: Final = _next()
    string: Final = _next()
    lambda_: Final = _next()
    comprehension: Final = _next()
    name: Final = _next()
    # Not rows of the tree, only places: where statements start (chunks are split there), definitions' bodies, the
    # statement that leaves when a `refusal` fails, what runs when something in a `condition` has failed, or not, and
    # what does not run at all (the language's rules find that).
    statement: Final = _next()
    body: Final = _next()
    leaving: Final = _next()
    fallback: Final = _next()
    otherwise: Final = _next()
    idle: Final = _next()


# The names of the kinds by number, as in a query file and in the database: without the underscore that Python needs.
KIND_NAMES: Final[tuple[str, ...]] = tuple(name.rstrip("_") for name in vars(Kind) if not name.startswith("__"))
CAPTURES: Final[dict[str, int]] = {name: number for number, name in enumerate(KIND_NAMES) if number != Kind.file}


def table(*kinds: int) -> npt.NDArray[np.bool_]:
    """A lookup table: `table(Kind.call)[kinds_array]` is true where the kind is one of `kinds`."""
    flags = np.zeros(len(KIND_NAMES), dtype=np.bool_)
    flags[list(kinds)] = True
    return flags


SCOPES: Final = table(Kind.file, Kind.generic, Kind.function, Kind.class_, Kind.lambda_, Kind.comprehension)
# Regions whose content is evaluated outside the scope that they syntactically stand in.
ESCAPING: Final = table(Kind.outer, Kind.default, Kind.parameter_annotation, Kind.result, Kind.bases)
# Rows that stand for their only child.
TRANSPARENT: Final = table(
    Kind.group,
    Kind.outer,
    Kind.guarded,
    Kind.suite,
    Kind.suite_before,
    Kind.test,
    Kind.refusal,
    Kind.assertion,
)
FLOWS: Final = table(
    Kind.assign,
    Kind.walrus,
    Kind.augment,
    Kind.iterate,
    Kind.enter,
    Kind.catch,
    Kind.alias,
    Kind.parameter_clause,
    Kind.return_,
    Kind.yield_,
)
# Rows through which a target is unpacked.
UNPACKING: Final = table(Kind.tuple, Kind.list, Kind.starred)
# Rows whose first child is what is called, indexed, looked into or awaited.
HEADED: Final = table(Kind.call, Kind.pattern, Kind.attribute, Kind.subscript, Kind.await_)
EXPRESSIONS: Final = table(
    Kind.call,
    Kind.pattern,
    Kind.subscript,
    Kind.tuple,
    Kind.list,
    Kind.set,
    Kind.dict,
    Kind.slice,
    Kind.conditional,
    Kind.boolean,
    Kind.conjunction,
    Kind.binary,
    Kind.await_,
    Kind.string,
    Kind.lambda_,
    Kind.comprehension,
)
