"""The words in which a language's `extract.scm` describes its syntax: one name for each kind of captured row.

Every capture of the query becomes a row (kind, start, end) in one flat array per batch; rows nest like the syntax
they stand for. Rows with the same extent nest in the order of this list, so a region (`value`) encloses the
expression that fills it, and a statement encloses its regions. Nothing here belongs to one language.
"""

from __future__ import annotations

from enum import IntEnum, auto
from typing import Final

import numpy as np
import numpy.typing as npt


class Kind(IntEnum):
    """Kinds of rows, outermost first. The capture `@assign` makes a row of kind `assign`.

    A region comes before the statements, because an assignment may itself be the value of another.
    """

    file = 0
    # Blocks in which a test holds. A block may be nothing but a definition, so they come first.
    guarded = (
        auto()
    )  # a block in which a statement leaves when a test fails (`refusal`) or asserts it (`assertion`)
    suite = auto()  # what is run only if the test before it holds
    suite_before = auto()  # what is evaluated only if the test after it holds
    # Scopes that are statements. `generic` is the scope of type parameters around a definition.
    generic = auto()
    function = auto()
    class_ = auto()
    # Statements.
    decorated = auto()
    import_ = auto()
    condition = auto()  # a statement under which code runs or does not (if, try)
    # Regions: what the expression inside is there for.
    target = auto()
    value = auto()
    annotation = auto()
    parameter_annotation = auto()
    result = auto()
    default = auto()
    bases = auto()
    outer = auto()  # evaluated in the scope around the one that it stands in
    decorator = auto()
    delete = auto()
    branch = auto()  # one of the alternatives that an expression's value comes from
    item = auto()  # one element of a tuple
    test = auto()
    refusal = auto()
    assertion = auto()
    # Statements and clauses that carry a value (region `value`) to names (region `target`).
    assign = auto()
    walrus = auto()  # an assignment inside an expression; binds in the enclosing function
    augment = auto()
    iterate = auto()
    enter = auto()
    catch = auto()
    match = auto()
    alias = auto()
    parameter_clause = auto()  # one parameter with its annotation and default
    return_ = auto()
    yield_ = auto()
    # Regions of statements and names.
    docstring = auto()
    import_clause = auto()
    import_path = auto()  # a module that is imported itself
    import_from = auto()  # a module from which names are imported
    import_level = auto()
    import_name = auto()
    import_alias = auto()
    import_star = auto()
    dotted = auto()  # a dotted name: its parts after the first are attributes
    # Regions around one name, which say what the name is bound as.
    function_name = auto()
    class_name = auto()
    alias_name = auto()
    parameter = auto()
    variadic_positional = auto()
    variadic_keyword = auto()
    positional_separator = auto()
    keyword_separator = auto()
    type_parameter = auto()
    capture = auto()  # bound by a pattern
    declare_global = auto()
    declare_nonlocal = auto()
    keyword = auto()  # the name of a keyword argument
    # Expressions. An attribute, a call or a subscript starts where its head (object, callee, container) starts.
    group = auto()
    starred = auto()
    call = auto()
    pattern = auto()  # a class pattern: what it is headed by is matched, its keywords are fields
    attribute = auto()
    subscript = auto()
    tuple = auto()
    list = auto()
    set = auto()
    dict = auto()
    conditional = auto()
    boolean = auto()
    conjunction = auto()
    binary = auto()
    await_ = auto()
    string = auto()
    lambda_ = auto()
    comprehension = auto()
    name = auto()
    # Not rows of the tree, only places: where statements start (chunks are split there), and definitions' bodies.
    statement = auto()
    body = auto()


def capture_name(kind: Kind) -> str:
    """The name of `kind` in a query file and in the database: without the underscore that Python needs."""
    return kind.name.rstrip("_")


CAPTURES: Final[dict[str, Kind]] = {capture_name(kind): kind for kind in Kind if kind is not Kind.file}


def table(*kinds: Kind) -> npt.NDArray[np.bool_]:
    """A lookup table: `table(Kind.call)[kinds_array]` is true where the kind is one of `kinds`."""
    flags = np.zeros(len(Kind), dtype=np.bool_)
    flags[[int(kind) for kind in kinds]] = True
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
    Kind.match,
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
    Kind.conditional,
    Kind.boolean,
    Kind.conjunction,
    Kind.binary,
    Kind.await_,
    Kind.string,
    Kind.lambda_,
    Kind.comprehension,
)
