"""What is known of a key, as columns of numbers, and how copies change it on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from codegraph_dagster.stages.references.arrays import Codes, Ints, Mask, codes_of, joined_columns

# Numbered as they stand here; the types `shape` and `turn` of graph.sql have the same order.
SHAPES: Final = ("module", "type", "instance", "receiver", "own_type", "function", "super", "metatype")
TURNS: Final = ("", "instantiate", "metatype", "type", "class_of")
MODULE, TYPE, INSTANCE, RECEIVER, OWN_TYPE, FUNCTION, SUPER, METATYPE = range(len(SHAPES))

IMPLIED: Final = 1 << 50
"""Keys from here on are those of calls and attributes that the syntax implies: see graph.sql."""
_CONTENT_SHIFT: Final = 54
CONTENT: Final = 1 << _CONTENT_SHIFT
"""Keys from here on, and below its negative, are those of contents: see graph.sql."""
_WAY_BITS: Final = 4
FIRST_PLACE: Final = 4
"""The way to what a tuple has at its first place."""
NESTED: Final = CONTENT << _WAY_BITS
"""Keys from here on, and below its negative, are those of what is in contents."""


PHASE: Final = 1 << 40
ROUND: Final = 1 << 20
"""When a fact was found is a number: of the phase, its round, the step in that. A fact follows from earlier ones."""


def row_of(keys: Ints) -> Ints:
    """The definition, name or expression that a key is about."""
    rows: Ints = np.abs(keys) & (IMPLIED - 1)
    return rows


def container_of(keys: Ints) -> Ints:
    """The key of the outermost container, of a content's key; other keys as they are."""
    containers: Ints = np.sign(keys) * (np.abs(keys) & (CONTENT - 1))
    return containers


def containers_of(keys: Ints) -> tuple[Ints, Ints]:
    """Every container that contents are in, the nearest and the outermost: indexes into `keys`, and the containers."""
    sizes = np.abs(keys)
    contents, nested = np.flatnonzero(sizes >= CONTENT), np.flatnonzero(sizes >= NESTED)
    nearest = np.sign(keys[nested]) * (sizes[nested] & (NESTED - 1))
    return np.concatenate((contents, nested)), np.concatenate((container_of(keys[contents]), nearest))


def content_of(keys: Ints, ways: Ints) -> tuple[Ints, Mask]:
    """The keys of what these hold, on ways of one step, or of two (the second in the bits above the first).

    The second column says which of them have one: what would be further inside than is known has none.
    """
    sizes = np.abs(keys)
    fits: Mask = (sizes < NESTED) & ((sizes < CONTENT) | (ways < 1 << _WAY_BITS))
    offset = np.where(fits, ways, 0) << _next_way(keys)
    return np.where(keys < 0, keys - offset, keys + offset), fits


def moved_content(keys: Ints, containers: Ints, into: Ints) -> tuple[Ints, Mask]:
    """The keys that contents have in another container: those that are in `containers` come to be in `into`. As for
    content_of, not all have one."""
    return content_of(into, np.abs(keys) >> _next_way(containers))


def _next_way(keys: Ints) -> Ints:
    """The bit at which begins, in the keys of what these hold, the way into them."""
    return (_CONTENT_SHIFT + _WAY_BITS * (np.abs(keys) >= CONTENT)).astype(np.int64)


def _turn_table() -> npt.NDArray[np.int64]:
    """What a fact's shape becomes by a copy's turn; -1: the copy does not hand it on."""
    table = np.full((len(TURNS), len(SHAPES)), -1, dtype=np.int64)

    def put(turn: str, shape: str, becomes: str) -> None:
        table[TURNS.index(turn), SHAPES.index(shape)] = SHAPES.index(becomes)

    for shape in SHAPES:
        put("", shape, shape)
    put("instantiate", "type", "instance")
    put("instantiate", "own_type", "receiver")
    put("instantiate", "metatype", "type")
    put("metatype", "type", "metatype")
    put("metatype", "own_type", "metatype")
    put("type", "type", "type")
    put("type", "own_type", "own_type")
    put("class_of", "instance", "type")
    put("class_of", "receiver", "own_type")
    return table


TURNED: Final = _turn_table()


@dataclass
class Facts:
    """Facts as columns: `key`, number of the `shape`, `definition`."""

    key: Ints
    shape: Ints
    definition: Ints

    def take(self, index: Ints | Mask) -> Facts:
        """The facts at `index`."""
        return Facts(self.key[index], self.shape[index], self.definition[index])

    def by_key(self) -> Facts:
        """The same facts in the order of their keys: neighbours are looked up several times faster."""
        return self.take(np.argsort(self.key, kind="stable"))

    def codes(self) -> Codes:
        """A code of each fact."""
        return codes_of(self.key, self.shape, self.definition)

    @property
    def size(self) -> int:
        """The number of facts."""
        return int(self.key.size)


def joined(parts: Sequence[Facts]) -> Facts:
    """All facts of `parts`, one after the other."""
    return Facts(*(joined_columns([getattr(part, name) for part in parts]) for name in ("key", "shape", "definition")))
