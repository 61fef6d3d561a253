"""The keys of rows: internal ones that say which file a row is of, and the public, stable node ids."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

import numpy as np
import numpy.typing as npt

from codegraph_dagster.ir.syntax import Ints, Syntax
from codegraph_dagster.ir.vocabulary import Kind

FILE_SHIFT: Final = 26
_ORDINAL_MASK: Final = (1 << FILE_SHIFT) - 1
_MIX: Final = tuple(np.uint64(number) for number in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))


def row_keys(syntax: Syntax) -> Ints:
    """For each row `file_no << 26 | ordinal`, the ordinal counted from the file's own row.

    Raises OverflowError for a file with more than 2**26 rows (hundreds of megabytes of source).
    """
    first = np.flatnonzero(syntax.kind == Kind.file)
    ordinal = np.arange(syntax.kind.size, dtype=np.int64) - first[syntax.file]
    if ordinal.size and int(ordinal.max()) > _ORDINAL_MASK:
        raise OverflowError("a file has more than 67 million names and expressions")
    numbers = np.array([source.file_no for source in syntax.sources], dtype=np.int64)
    return (numbers[syntax.file] << FILE_SHIFT) | ordinal


def file_id(path: str) -> int:
    """The stable public id of the file at `path`: 64 bits of a hash of the path."""
    return int.from_bytes(blake2b(path.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def node_ids(keys: Ints, paths: Sequence[str], files: Ints) -> npt.NDArray[np.uint64]:
    """The stable public ids of definitions: the same file at the same path gives the same ids anywhere."""
    seeds = np.array([file_id(path) for path in paths], dtype=np.uint64)
    mixed = keys.astype(np.uint64) & np.uint64(_ORDINAL_MASK)
    with np.errstate(over="ignore"):
        mixed = (mixed + np.uint64(1)) * _MIX[0] + seeds[files]
        # The finalizer of SplitMix64: every bit of the input reaches every bit of the output.
        mixed = (mixed ^ (mixed >> np.uint64(30))) * _MIX[1]
        mixed = (mixed ^ (mixed >> np.uint64(27))) * _MIX[2]
        return mixed ^ (mixed >> np.uint64(31))
