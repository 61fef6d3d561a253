"""Small rules of the Python language about names, decorators, strings and headers."""

from __future__ import annotations

import inspect
import re
from collections.abc import Sequence
from typing import Final

# PEP 263: the declaration stands in a comment on one of the first two lines.
_ENCODING: Final = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK: Final = re.compile(rb"^[ \t\f]*(?:#.*)?$")

_STRING: Final = re.compile(r"""^([A-Za-z]*)('''|\"\"\"|'|")(.*)\2$""", re.DOTALL)
_QUOTED_TYPE: Final = re.compile(rb"""^[rRuU]?('''|\"\"\"|'|")(.*)\1$""", re.DOTALL)
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
_ITERATORS: Final = (
    *("Iterable", "Iterator", "Generator", "AsyncIterable", "AsyncIterator", "AsyncGenerator", "Collection"),
    *("Set", "MutableSet", "KeysView", "ValuesView", "Reversible", "Container"),
)
_SEQUENCES: Final = ("Sequence", "MutableSequence")
_MAPPINGS: Final = ("Mapping", "MutableMapping")
_TYPING_WORDS: Final = {
    "class": ("Type",),
    "alias": ("TypeAlias",),
    "class_variable": ("ClassVar",),
    "cast": ("cast",),
    "type_variable": ("TypeVar",),
    "self": ("Self",),
    "transparent": (
        *("Optional", "Union", "Annotated", "ClassVar", "Final", "Required", "NotRequired", "ReadOnly"),
        *("Awaitable", "Coroutine"),
    ),
    "iterator": (*_ITERATORS, "AbstractSet", "FrozenSet", "ContextManager", "AsyncContextManager"),
    "sequence": (*_SEQUENCES, "List", "Tuple", "Deque"),
    "mapping": (*_MAPPINGS, "Dict", "DefaultDict", "OrderedDict"),
}
_WORDS: Final = {
    "__class__": "class_of",
    "bound": "type_bound",
    "key": "of_element",
    "builtins/super": "super",
    "builtins/type": "class",
    "__init__": "constructor",
    "__new__": "allocator",
    "__enter__": "enter",
    "__aenter__": "enter",
    "__iter__": "iterate",
    "__aiter__": "iterate",
    "__next__": "next",
    "__anext__": "next",
    "__getitem__": "index",
    "__call__": "call",
    "copy/copy": "identity",
    "copy/deepcopy": "identity",
    "builtins/list": "sequence",
    "builtins/tuple": "sequence",
    "builtins/set": "iterator",
    "builtins/frozenset": "iterator",
    "builtins/dict": "mapping",
    "collections/deque": "sequence",
    "collections/defaultdict": "mapping",
    "collections/OrderedDict": "mapping",
    "builtins/sorted": "elements",
    "builtins/reversed": "elements",
    "builtins/iter": "elements",
    "builtins/next": "next_element",
    "builtins/min": "element",
    "builtins/max": "element",
    "builtins/enumerate": "numbered",
    "builtins/zip": "zipped",
    "builtins/map": "map",
    "builtins/filter": "filter",
    "itertools/chain": "elements",
    "itertools/islice": "elements",
    # Methods of containers, after a dot.
    ".values": "items",
    ".items": "pairs",
    ".get": "item",
    ".pop": "item",
    ".setdefault": "item",
    ".sort": "sort",
}
# Types that are called with what they are to hold.
_CONTAINERS: Final = ("builtins/list", "builtins/tuple", "builtins/set", "builtins/frozenset", "collections/deque")
# The head of a definition up to the bracket that opens its type parameters, where an equals sign follows on the line.
# It begins with the newline before, which is found much faster than the beginning of a line.
_TYPE_PARAMETERS: Final = re.compile(rb"\n[ \t]*(?:async[ \t]+)?(?:class|def|type)[ \t]+\w+[ \t]*\[(?=[^\n]*=)")
_ANNOTATION_MARK: Final = re.compile(rb"[\[\],]")
# Where strings are types outside of annotations: an alias of a type, a bound of a type variable, what a cast says. Each
# pattern begins with what is found fast, and ends where the types begin. What the language itself has is an alias only
# under a name like a class's: it might be a variable that is indexed.
_GENERICS: Final = (*_ITERATORS, *_SEQUENCES, *_MAPPINGS, *_TYPING_WORDS["sequence"], *_TYPING_WORDS["mapping"])
_ALIAS: Final = re.compile(
    rb"=[ \t]*(?:\w+\.)?(?:(dict|list|tuple|set|frozenset|type|deque|defaultdict)|Union|Optional|Callable|Type|"
    + "|".join(sorted(set(_GENERICS))).encode()
    + rb")\["
)
_ALIAS_NAME: Final = re.compile(rb"_*[A-Z]\w*[ \t]*(?::[ \t]*[\w.]*TypeAlias[ \t]*)?")
_DECLARED_ALIAS: Final = re.compile(rb":[ \t]*[\w.]*TypeAlias[ \t]*=[ \t]*")
_TYPE_VARIABLE: Final = re.compile(rb"TypeVar\([^,()]*,")
_CAST: Final = re.compile(rb"cast\(")
_BEFORE_CAST: Final = re.compile(rb"[\w.]*$")
_IMPORTS_CAST: Final = re.compile(rb"\bfrom[ \t]+typing(?:_extensions)?[ \t]+import[ \t]*(?:\([^)]*|[^\n(]*)\bcast\b")
_TYPING_MODULES: Final = frozenset({b"t.", b"typing.", b"typing_extensions.", b"te."})
_BRACKET_OR_STRING: Final = re.compile(rb"""[][(){},\n]|"[^"\n]*"|'[^'\n]*'""")
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


def quoted_type(literal: bytes) -> tuple[int, bytes] | None:
    """The content of a quoted annotation and its offset in the literal; None where it cannot be a type."""
    found = _QUOTED_TYPE.match(literal)
    if not found or b"\\" in found.group(2) or not found.group(2).strip():
        return None
    content = found.group(2)
    start = found.start(2)
    stripped = content.lstrip()
    if b"\n" in stripped or stripped[:1].isdigit():
        return None
    return start + len(content) - len(stripped), stripped.rstrip()


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


def holds_types(annotation: bytes, offsets: Sequence[int]) -> list[bool]:
    """Which of the strings at these offsets (ascending) of an annotation are types: those that stand neither in
    `Literal[…]` nor in the metadata of `Annotated[…]`."""
    marks = _ANNOTATION_MARK.finditer(annotation)
    mark = next(marks, None)
    opened: list[tuple[int, bytes]] = []  # the brackets around, each with the word before it
    last_comma = -1
    answers: list[bool] = []
    for offset in offsets:
        while mark is not None and mark.start() < offset:
            sign, place = mark.group(), mark.start()
            if sign == b"[":
                words = re.split(rb"\W+", annotation[max(0, place - 100) : place].rstrip())
                opened.append((place, words[-1]))
            elif sign == b",":
                last_comma = place
            elif opened:
                opened.pop()
            mark = next(marks, None)
        around, word = opened[-1] if opened else (-1, b"")
        answers.append(word != b"Literal" and not (word == b"Annotated" and last_comma > around))
    return answers


def type_places(text: bytes) -> list[tuple[int, int]]:
    """The stretches outside of annotations in which strings are types, as holds_types says of annotations.

    An alias (`X = Union["A", "B"]`, `X: TypeAlias = "A"`), bounds of a type variable, the first argument of a cast.
    """
    found: list[tuple[int, int]] = []
    if b"typing" not in text and b"collections.abc" not in text:
        return found
    for match in _ALIAS.finditer(text):
        line = text.rfind(b"\n", 0, match.start()) + 1
        if match.group(1) is None or _ALIAS_NAME.fullmatch(text, line, match.start()):
            found.append((match.end() - 1, _end_of_expression(text, match.end(), 1, b"")))
    if b"TypeAlias" in text:
        found += [(at.end(), _end_of_expression(text, at.end(), 0, b"\n")) for at in _DECLARED_ALIAS.finditer(text)]
    if b"TypeVar" in text:
        found += [(at.end(), _end_of_expression(text, at.end(), 1, b"")) for at in _TYPE_VARIABLE.finditer(text)]
    if b"cast(" in text:
        is_imported = _IMPORTS_CAST.search(text) is not None
        for match in _CAST.finditer(text):
            before = _BEFORE_CAST.search(text, max(0, match.start() - 40), match.start())
            owner = before.group() if before else b""
            if owner in _TYPING_MODULES or (is_imported and not owner):
                found.append((match.end(), _end_of_expression(text, match.end(), 0, b",")))
    return found


def _end_of_expression(text: bytes, start: int, depth: int, ends: bytes) -> int:
    """Where the bracket closes that is open at `start`, or, outside of brackets, one of `ends` stands."""
    for match in _BRACKET_OR_STRING.finditer(text, start):
        sign = match.group()
        if sign in (b"[", b"(", b"{"):
            depth += 1
        elif sign in (b"]", b")", b"}"):
            depth -= 1
            if depth <= 0:
                return match.start()
        elif depth == 0 and sign in ends:
            return match.start()
    return len(text)


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


def words() -> list[tuple[str, str]]:
    """What names of the language and its typing modules mean to the inference of types."""
    meanings = [*_WORDS.items(), *((name, "elements") for name in _CONTAINERS)]
    for module in ("typing", "typing_extensions"):
        for meaning, names in _TYPING_WORDS.items():
            meanings += [(f"{module}/{name}", meaning) for name in names]
    meanings += [(f"collections.abc/{name}", "iterator") for name in _ITERATORS]
    meanings += [(f"collections.abc/{name}", "sequence") for name in _SEQUENCES]
    meanings += [(f"collections.abc/{name}", "mapping") for name in _MAPPINGS]
    return meanings


def is_type_checking(head: str) -> bool:
    """Whether a condition's first line is `if TYPE_CHECKING` in any spelling."""
    return _TYPE_CHECKING.match(head) is not None


def has_receiver(modifiers: tuple[str, ...], name: str) -> bool:
    """Whether the first parameter of a method is the object or the class."""
    return "static" not in modifiers or name in _IMPLICIT_CLASS_METHODS
