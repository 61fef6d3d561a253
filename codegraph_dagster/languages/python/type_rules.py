"""What names and strings of the Python language are as types."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

_QUOTED_TYPE: Final = re.compile(rb"""^[rRuU]?('''|\"\"\"|'|")(.*)\1$""", re.DOTALL)
_ANNOTATION_MARK: Final = re.compile(rb"[\[\],]")
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
    "generic": ("Generic", "Protocol"),
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
# What they give is what they are given: a copy, the result of a coroutine, a function with fewer parameters.
_IDENTITIES: Final = (
    *("copy/copy", "copy/deepcopy", "copy/replace", "dataclasses/replace", "attr/evolve", "attrs/evolve"),
    *("asyncio/create_task", "asyncio/ensure_future", "asyncio/run", "asyncio/shield", "asyncio/wait_for"),
    *("functools/partial", "typing/assert_type", "typing_extensions/assert_type", "weakref/proxy"),
)
# What one gets out of them, by a method or by `await`, is of one type.
_HOLDERS: Final = (
    *("asyncio/Future", "asyncio/Task", "concurrent.futures/Future", "contextvars/ContextVar", "weakref/WeakSet"),
    *(f"{module}/{name}" for module in ("asyncio", "queue") for name in ("Queue", "LifoQueue", "PriorityQueue")),
)
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
    **dict.fromkeys(_IDENTITIES, "identity"),
    "builtins/list": "sequence",
    "builtins/tuple": "sequence",
    "builtins/set": "iterator",
    "builtins/frozenset": "iterator",
    "builtins/dict": "mapping",
    **dict.fromkeys(_HOLDERS, "iterator"),
    "collections/deque": "sequence",
    "collections/defaultdict": "mapping",
    "collections/ChainMap": "mapping",
    "collections/OrderedDict": "mapping",
    "types/MappingProxyType": "mapping",
    "weakref/WeakKeyDictionary": "mapping",
    "weakref/WeakValueDictionary": "mapping",
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
    "itertools/chain.from_iterable": "flattened",
    "itertools/cycle": "elements",
    "itertools/islice": "elements",
    "heapq/heappop": "element",
    "random/choice": "element",
    "random/choices": "elements",
    "random/sample": "elements",
    "asyncio/gather": "gathered",
    "contextlib/aclosing": "held",
    "contextlib/closing": "held",
    "contextlib/nullcontext": "held",
    "pytest/raises": "raises",
    # Methods and attributes, after a dot; most of them of containers.
    ".values": "values",
    ".items": "pairs",
    ".keys": "keys",
    ".get": "item",
    ".pop": "item",
    ".popleft": "item",
    ".get_nowait": "item",
    ".result": "item",
    ".setdefault": "item",
    ".sort": "sort",
    ".copy": "same",
    ".difference": "same",
    ".intersection": "same",
    ".union": "same",
    ".enter_async_context": "entered",
    ".enter_context": "entered",
    ".assertRaises": "raises",
    ".exception": "raised",
    ".value": "raised",
}
# Where strings are types outside of annotations: an alias of a type, a bound of a type variable, what a cast says. Each
# pattern begins with what is found fast, and ends where the types begin. What the language itself has is an alias only
# under a name like a class's: it might be a variable that is indexed.
_GENERICS: Final = ("class", "transparent", "iterator", "sequence", "mapping")
_ALIAS: Final = re.compile(
    rb"=[ \t]*(?:\w+\.)?(?:(dict|list|tuple|set|frozenset|type|deque|defaultdict)|Callable|"
    + "|".join(sorted({name for meaning in _GENERICS for name in _TYPING_WORDS[meaning]})).encode()
    + rb")\["
)
_ALIAS_NAME: Final = re.compile(rb"^_*[A-Z]\w*[ \t]*(?::[ \t]*[\w.]*TypeAlias[ \t]*)?\Z", re.MULTILINE)
_DECLARED_ALIAS: Final = re.compile(rb":[ \t]*[\w.]*TypeAlias[ \t]*=[ \t]*")
_TYPE_VARIABLE: Final = re.compile(rb"TypeVar\([^,()]*,")
_CAST: Final = re.compile(rb"cast\(")
_OWNER: Final = re.compile(rb"[\w.]*\Z")
_IMPORTS_CAST: Final = re.compile(
    rb"\bfrom[ \t]+typing(?:_extensions)?[ \t]+import[ \t]*(?:\([^)]{0,2000}|[^\n(]{0,2000})\bcast\b"
)
_TYPING_MODULES: Final = frozenset({b"t.", b"typing.", b"typing_extensions.", b"te."})
# No type is longer. Without a limit a file of nothing but beginnings would take for ever.
_NEAR_BYTES: Final = 10_000
_BRACKET_OR_STRING: Final = re.compile(rb"""[][(){},\n]|"[^"\n]*"|'[^'\n]*'""")


def words() -> list[tuple[str, str]]:
    """What names of the language and its typing modules mean to the inference of types."""
    meanings = list(_WORDS.items())
    # Called, they go through what they are given.
    meanings += [
        (name, "elements")
        for name, meaning in _WORDS.items()
        if meaning in ("sequence", "iterator") and name not in _HOLDERS
    ]
    for module in ("typing", "typing_extensions"):
        for meaning, names in _TYPING_WORDS.items():
            meanings += [(f"{module}/{name}", meaning) for name in names]
    meanings += [(f"collections.abc/{name}", "iterator") for name in _ITERATORS]
    meanings += [(f"collections.abc/{name}", "sequence") for name in _SEQUENCES]
    meanings += [(f"collections.abc/{name}", "mapping") for name in _MAPPINGS]
    return meanings


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
    if b"typing" not in text and b"collections.abc" not in text:
        return []
    found = _stretches(text, (match.end() for match in _ALIAS.finditer(text) if _is_alias(text, match)), b"")
    if b"TypeAlias" in text:
        found += _stretches(text, (match.end() for match in _DECLARED_ALIAS.finditer(text)), b"\n")
    if b"TypeVar" in text:
        found += _stretches(text, (match.end() for match in _TYPE_VARIABLE.finditer(text)), b"")
    if b"cast(" in text:
        owners = _TYPING_MODULES | {b""} if _IMPORTS_CAST.search(text) else _TYPING_MODULES
        casts = (match for match in _CAST.finditer(text) if _before(text, match, _OWNER) in owners)
        found += _stretches(text, (match.end() for match in casts), b",")
    return found


def _is_alias(text: bytes, match: re.Match[bytes]) -> bool:
    return match.group(1) is None or _before(text, match, _ALIAS_NAME) is not None


def _before(text: bytes, match: re.Match[bytes], pattern: re.Pattern[bytes]) -> bytes | None:
    """What of a pattern stands directly before a match, as far as 200 bytes back."""
    found = pattern.search(text, max(0, match.start() - 200), match.start())
    return found.group() if found else None


def _stretches(text: bytes, starts: Iterable[int], ends: bytes) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start in starts:
        if not found or start >= found[-1][1]:  # what lies in one is a part of it
            found.append((start, _end_of_expression(text, start, ends)))
    return found


def _end_of_expression(text: bytes, start: int, ends: bytes) -> int:
    """Where the bracket closes that is open at `start`, or, outside of others, one of `ends` stands."""
    depth, limit = 0, min(len(text), start + _NEAR_BYTES)
    for match in _BRACKET_OR_STRING.finditer(text, start, limit):
        sign = match.group()
        if sign in (b"[", b"(", b"{"):
            depth += 1
        elif sign in (b"]", b")", b"}"):
            depth -= 1
            if depth < 0:
                return match.start()
        elif depth == 0 and sign in ends:
            return match.start()
    return limit
