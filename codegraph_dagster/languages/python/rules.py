"""Small rules of the Python language about names, decorators, strings and headers."""

from __future__ import annotations

import inspect
import re
from typing import Final

# PEP 263: the declaration stands in a comment on one of the first two lines.
_ENCODING: Final = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK: Final = re.compile(rb"^[ \t\f]*(?:#.*)?$")

_STRING: Final = re.compile(r"""^([A-Za-z]*)('''|\"\"\"|'|")(.*)\2$""", re.DOTALL)
_ESCAPES: Final = re.compile(r"\\(\r\n|[\n\r\\'\"abfnrtv]|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})")
_SIMPLE_ESCAPES: Final = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}

_DECORATOR_MODIFIERS: Final = {
    "staticmethod": ("static",),
    "classmethod": ("class",),
    "property": ("property",),
    "cached_property": ("property",),
    "abstractmethod": ("abstract",),
    "abstractproperty": ("abstract", "property"),
    "abstractclassmethod": ("abstract", "class"),
    "abstractstaticmethod": ("abstract", "static"),
    "overload": ("overload",),
    "final": ("final",),
    "dataclass": ("dataclass",),
    "dataclass_transform": (),
}
# A string, which may hold a number sign, or a comment.
_COMMENT: Final = re.compile(r"""(\"[^\"\n]*\"|'[^'\n]*')|#[^\r\n]*""")
_ACCESSORS: Final = {"setter": ("setter",), "deleter": ("deleter",), "getter": ("property",)}
_BASE_MODIFIERS: Final = {
    "Enum": "enum",
    "IntEnum": "enum",
    "StrEnum": "enum",
    "Flag": "enum",
    "IntFlag": "enum",
    "Protocol": "protocol",
    "NamedTuple": "dataclass",
    "TypedDict": "dataclass",
    "ABC": "abstract",
}
# The head of a definition up to the bracket that opens its type parameters, where an equals sign follows on the line.
# It begins with the newline before, which is found much faster than the beginning of a line.
_TYPE_PARAMETERS: Final = re.compile(rb"\n[ \t]*(?:async[ \t]+)?(?:class|def|type)[ \t]+\w+[ \t]*\[(?=[^\n]*=)")
_TYPE_CHECKING: Final = re.compile(r"^(?:el)?if\s*\(?\s*(?:\w+\s*\.\s*)?TYPE_CHECKING\b")
_IMPLICIT_CLASS_METHODS: Final = frozenset({"__new__", "__init_subclass__", "__class_getitem__"})


def declared_encoding(head: bytes) -> str | None:
    """The encoding that the first two lines of a file declare (PEP 263), or None."""
    for line in re.split(rb"\r\n|\n|\r", head, maxsplit=2)[:2]:
        found = _ENCODING.match(line)
        if found:
            return found.group(1).decode("ascii")
        if not _BLANK.match(line):
            return None
    return None


def is_test_path(path: str) -> bool:
    """Whether a file holds tests, by the conventions of pytest and unittest."""
    *folders, name = path.split("/")
    stem = name.rsplit(".", 1)[0]
    if stem.startswith("test_") or stem.endswith("_test") or stem in ("conftest", "tests", "test"):
        return True
    return any(folder in ("tests", "test", "testing") or folder.endswith("_tests") for folder in folders)


def visibility(name: str) -> str:
    """`public`, `protected` (one leading underscore) or `private` (two, not a dunder)."""
    if not name.startswith("_") or (name.startswith("__") and name.endswith("__") and len(name) > 4):
        return "public"
    return "private" if name.startswith("__") else "protected"


def is_constant(name: str) -> bool:
    """Whether a module or class variable is a constant by PEP 8's naming."""
    return name.isupper()


def string_value(literal: str) -> str | None:
    """The text of a string literal; None for an f-string, bytes, or several literals side by side."""
    found = _STRING.match(literal)
    if not found or found.group(2) in found.group(3) or set(found.group(1).lower()) & {"f", "b", "t"}:
        return None
    text = found.group(3)
    return text if "r" in found.group(1).lower() or "\\" not in text else _ESCAPES.sub(_unescape, text)


def _unescape(found: re.Match[str]) -> str:
    code = found.group(1)
    if code in ("\n", "\r", "\r\n"):
        return ""
    if code[0] in "xuU":
        point = int(code[1:], 16)
        return chr(point) if point <= 0x10FFFF and not 0xD800 <= point <= 0xDFFF else "\N{REPLACEMENT CHARACTER}"
    if code[0].isdigit():
        return chr(int(code, 8))
    return _SIMPLE_ESCAPES.get(code, code)


def clean_docstring(literal: str) -> str:
    """The docstring as `inspect.getdoc` shows it: unquoted, indentation removed."""
    text = string_value(literal)
    return inspect.cleandoc(literal if text is None else text)


def hide_unparsable(text: bytes) -> tuple[bytes, list[tuple[int, bytes]]]:
    """Blank the defaults of type parameters (PEP 696), which tree-sitter-python 0.25 has no rule for."""
    hidden: list[tuple[int, bytes]] = []
    heads = [(found.start() - 1, found.end() - 1) for found in _TYPE_PARAMETERS.finditer(b"\n" + text)]
    for number, (_, end) in enumerate(heads):
        depth, start, place = 1, None, end
        # What is not closed before the next head is no list of type parameters.
        limit = heads[number + 1][0] if number + 1 < len(heads) else len(text)
        while depth and place < limit:
            byte = text[place : place + 1]
            closes = byte in b")]}"
            if byte in b"([{":
                depth += 1
            elif start is not None and depth == 1 and (byte == b"," or closes):
                hidden.append((start, text[start:place]))
                start = None
            elif start is None and depth == 1 and byte == b"=":
                start = place
            depth -= closes
            place += 1
    if not hidden:
        return text, []
    blanked = bytearray(text)
    for offset, content in hidden:
        blanked[offset : offset + len(content)] = b" " * len(content)
    return bytes(blanked), [(offset + 1, content[1:]) for offset, content in hidden]


def decorator_modifiers(decorator: str) -> tuple[str, ...]:
    """What a decorator (its expression) says about what it decorates."""
    name = decorator.split("(", 1)[0].strip()
    last = name.rsplit(".", 1)[-1]
    if "." in name and last in _ACCESSORS:
        return _ACCESSORS[last]
    if last.endswith("cached_property"):
        return ("property",)
    return _DECORATOR_MODIFIERS.get(last, ())


def base_modifiers(base: str) -> tuple[str, ...]:
    """What a base class (its expression) says about the class."""
    found = _BASE_MODIFIERS.get(base.split("[", 1)[0].rsplit(".", 1)[-1].strip())
    return (found,) if found else ()


def clean_header(head: str) -> str:
    """The head of a function or class without comments and the final colon."""
    return _COMMENT.sub(lambda found: found.group(1) or "", head).rstrip().removesuffix(":")


def header_modifiers(header: str) -> tuple[str, ...]:
    """What the head of a definition says about it."""
    return ("async",) if header.startswith("async") else ()


def implicit_modifiers(name: str) -> tuple[str, ...]:
    """Methods that take the class as their first parameter without a decorator that says so."""
    return ("class",) if name in _IMPLICIT_CLASS_METHODS else ()


def is_type_checking(head: str) -> bool:
    """Whether a condition's first line is `if TYPE_CHECKING` in any spelling."""
    return _TYPE_CHECKING.match(head) is not None


def has_receiver(modifiers: tuple[str, ...], name: str) -> bool:
    """Whether the first parameter of a method is the object or the class."""
    return "static" not in modifiers or name in _IMPLICIT_CLASS_METHODS
