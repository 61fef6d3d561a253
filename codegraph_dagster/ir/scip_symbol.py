"""SCIP symbol strings: build them from names, take them apart, check them.

    <symbol>     ::= <scheme> ' ' <manager> ' ' <package> ' ' <version> ' ' <descriptor>+ | 'local ' <id>
    <descriptor> ::= name/ (namespace) | name# (type) | name. (term) | name(<disambiguator>). (method)
                   | (name) (parameter) | [name] (type parameter) | name: (meta) | name! (macro)

A field before the descriptors doubles its spaces, and '.' stands for an empty one. A name with a character
outside `[A-Za-z0-9_+\\-$]` goes in backticks, and a backtick in it is doubled. Building is on the extractor's
hot path, so those functions are plain concatenations; parsing is for tests, integrity checks and users.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

SCHEME = "codegraph"
"""The scheme of every global symbol that this project writes."""

LOCAL_PREFIX = "local "

_SIMPLE_IDENTIFIER = re.compile(r"[A-Za-z0-9_+\-$]+")
# A field ends at a single space; inside it spaces come in pairs.
_FIELD = re.compile(r"((?:[^ ]|  )+) ")
_NAME = r"(?:[A-Za-z0-9_+\-$]+|`(?:[^`]|``)+`)"
_DESCRIPTOR = re.compile(
    rf"(?P<name>{_NAME})(?:(?P<suffix>[/#:!.])|\((?P<disambiguator>[A-Za-z0-9_+\-$]*)\)\.)"
    rf"|\((?P<parameter>{_NAME})\)"
    rf"|\[(?P<type_parameter>{_NAME})\]",
    re.DOTALL,
)
_KIND_OF_SUFFIX = {"/": "namespace", "#": "type", ".": "term", ":": "meta", "!": "macro"}


class Descriptor(NamedTuple):
    """One step of a symbol's path: kind of thing, plain (unescaped) name, a method's disambiguator."""

    kind: str  # namespace | type | term | method | parameter | type_parameter | meta | macro
    name: str
    disambiguator: str = ""


class Symbol(NamedTuple):
    """A parsed symbol. Of a local one only `local_id` is set; of a global one `local_id` is None."""

    scheme: str
    manager: str  # '' where the string has '.'
    package: str
    version: str
    descriptors: tuple[Descriptor, ...]
    local_id: str | None = None


# Building -----------------------------------------------------------------------------------------


def escape_identifier(name: str) -> str:
    """Returns `name` as it stands in a descriptor: as it is, or in backticks. Raises ValueError for ''."""
    # An ASCII identifier of a programming language is the common case; this test costs a fifth of the regex.
    if (name.isascii() and name.isidentifier()) or _SIMPLE_IDENTIFIER.fullmatch(name):
        return name
    if not name:
        raise ValueError("a SCIP descriptor needs a name")
    return "`" + name.replace("`", "``") + "`"


def namespace(name: str) -> str:
    """The descriptor of a module or package: `name/`."""
    return escape_identifier(name) + "/"


def type_(name: str) -> str:
    """The descriptor of a class, or another thing that has members: `name#`."""
    return escape_identifier(name) + "#"


def term(name: str) -> str:
    """The descriptor of a variable, constant or field: `name.`."""
    return escape_identifier(name) + "."


def method(name: str, disambiguator: str = "") -> str:
    """The descriptor of a function or method: `name(disambiguator).`.

    The disambiguator tells definitions of the same name in the same scope apart ('', '+1', '+2', ...);
    it must be made of `[A-Za-z0-9_+\\-$]`.
    """
    return f"{escape_identifier(name)}({disambiguator})."


def parameter(name: str) -> str:
    """The descriptor of a parameter: `(name)`."""
    return f"({escape_identifier(name)})"


def type_parameter(name: str) -> str:
    """The descriptor of a type parameter: `[name]`."""
    return f"[{escape_identifier(name)}]"


def meta(name: str) -> str:
    """The descriptor of a thing beside the program's own names, such as a module's file: `name:`."""
    return escape_identifier(name) + ":"


def local(identifier: str | int) -> str:
    """The symbol of something that only its own file can name, unique within that file: `local 12`."""
    return f"{LOCAL_PREFIX}{identifier}"


def prefix(manager: str, name: str, version: str) -> str:
    """Everything before the descriptors of this project's global symbols, final space included.

    Append descriptors to get a symbol: `prefix("pip", "flask", "3.1.3") + namespace("flask.app")`.
    Empty or unknown fields ('' or '.') become '.'.
    """
    return _join_fields(SCHEME, manager, name, version)


def format_symbol(scheme: str, manager: str, package: str, version: str, descriptors: Iterable[str]) -> str:
    """Returns the symbol with these fields and these descriptor strings (`namespace(...)`, `type_(...)`).

    Raises ValueError for a scheme that the grammar forbids (empty, or one that looks like a local symbol) and
    for a symbol without descriptors.
    """
    if not scheme or scheme.startswith("local"):
        raise ValueError(f"not a SCIP scheme: {scheme!r}")
    path = "".join(descriptors)
    if not path:
        raise ValueError("a global SCIP symbol needs at least one descriptor")
    return _join_fields(scheme, manager, package, version) + path


def format_descriptor(descriptor: Descriptor) -> str:
    """Returns the string of a parsed descriptor. Raises ValueError for an unknown kind."""
    kind, name, disambiguator = descriptor
    if kind == "method":
        return method(name, disambiguator)
    if kind == "parameter":
        return parameter(name)
    if kind == "type_parameter":
        return type_parameter(name)
    for suffix, suffix_kind in _KIND_OF_SUFFIX.items():
        if suffix_kind == kind:
            return escape_identifier(name) + suffix
    raise ValueError(f"unknown kind of SCIP descriptor: {kind!r}")


def _join_fields(*fields: str) -> str:
    # A field's leading space could not be told from the separator before it, so it is dropped.
    return "".join((field.lstrip(" ").replace(" ", "  ") or ".") + " " for field in fields)


# Parsing ------------------------------------------------------------------------------------------


def parse_symbol(symbol: str) -> Symbol:
    """Takes a symbol string apart. Raises ValueError, naming the place, when it is not well formed."""
    if symbol.startswith(LOCAL_PREFIX):
        identifier = symbol[len(LOCAL_PREFIX) :]
        if not _SIMPLE_IDENTIFIER.fullmatch(identifier):
            raise ValueError(f"malformed local SCIP symbol: {symbol!r}")
        return Symbol("local", "", "", "", (), identifier)
    fields = []
    position = 0
    for field_name in ("scheme", "manager", "package", "version"):
        match = _FIELD.match(symbol, position)
        if match is None:
            raise ValueError(f"SCIP symbol without a {field_name}: {symbol!r}")
        fields.append("" if match[1] == "." else match[1].replace("  ", " "))
        position = match.end()
    scheme, manager, package, version = fields
    if not scheme or scheme.startswith("local"):
        raise ValueError(f"SCIP symbol with a forbidden scheme: {symbol!r}")
    return Symbol(scheme, manager, package, version, tuple(_descriptors(symbol, position)))


def _descriptors(symbol: str, position: int) -> Iterable[Descriptor]:
    if position == len(symbol):
        raise ValueError(f"SCIP symbol without descriptors: {symbol!r}")
    while position < len(symbol):
        match = _DESCRIPTOR.match(symbol, position)
        if match is None:
            raise ValueError(f"malformed descriptor at character {position} of SCIP symbol {symbol!r}")
        position = match.end()
        if match["parameter"] is not None:
            yield Descriptor("parameter", _unescape(match["parameter"]))
        elif match["type_parameter"] is not None:
            yield Descriptor("type_parameter", _unescape(match["type_parameter"]))
        elif match["suffix"] is not None:
            yield Descriptor(_KIND_OF_SUFFIX[match["suffix"]], _unescape(match["name"]))
        else:
            yield Descriptor("method", _unescape(match["name"]), match["disambiguator"])


def _unescape(name: str) -> str:
    return name[1:-1].replace("``", "`") if name.startswith("`") else name


def validate(symbol: str) -> str | None:
    """Returns why `symbol` is not a well-formed, canonically escaped SCIP symbol, or None when it is."""
    try:
        parsed = parse_symbol(symbol)
    except ValueError as error:
        return str(error)
    if parsed.local_id is not None:
        return None
    canonical = format_symbol(
        parsed.scheme,
        parsed.manager,
        parsed.package,
        parsed.version,
        (format_descriptor(descriptor) for descriptor in parsed.descriptors),
    )
    return None if canonical == symbol else f"needless escapes in SCIP symbol {symbol!r}, write {canonical!r}"
