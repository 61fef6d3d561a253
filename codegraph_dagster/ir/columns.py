"""Arrow columns of plain values and numpy arrays.

`pyarrow.array` does the same, but it imports pandas to ask whether it was given something of it: a quarter of a second
in every process that has rows to hand over, which for a change of a few files is longer than all else that it does.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import chain
from operator import is_not
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

_Mask = NDArray[np.bool_]

_NUMBERS: Final[dict[pa.DataType, type[np.number[Any]]]] = {
    pa.int32(): np.int32,
    pa.int64(): np.int64,
    pa.uint64(): np.uint64,
}
_LARGEST_OFFSET: Final = 2**31 - 1
_NOT_NONE: Final = partial(is_not, None)


def column(values: Any, kind: pa.DataType) -> pa.Array[Any]:
    """A sequence, a numpy array or a masked one as a column of `kind`; None and what is masked are NULL.

    Kinds are int32, int64, uint64, bool, string, a list of numbers, and a dictionary of strings, for which a pair of
    codes and words does as well. Raises ValueError for numbers that the kind cannot hold, TypeError for other kinds.
    """
    if pa.types.is_dictionary(kind):
        codes, words = values if isinstance(values, tuple) else _encoded(values)
        return pa.DictionaryArray.from_arrays(column(codes, pa.int32()), column(words, pa.string()))
    if pa.types.is_string(kind):
        return _strings(values)
    if pa.types.is_list(kind):
        return _lists(values, kind)
    data, missing = _plain(values)
    if pa.types.is_boolean(kind):
        bits = _buffer(np.packbits(data.astype(np.bool_), bitorder="little"))
        return pa.Array.from_buffers(kind, len(data), [_valid(missing), bits], _count(missing))
    if kind not in _NUMBERS:
        raise TypeError(f"no column of the type {kind} can be made")
    numbers = data.astype(_NUMBERS[kind], copy=False)
    if numbers is not data and not np.array_equal(numbers, data):
        raise ValueError(f"not every number is of the type {kind}")
    return pa.Array.from_buffers(kind, len(numbers), [_valid(missing), _buffer(numbers)], _count(missing))


def table(columns: dict[str, Any], kinds: Sequence[tuple[str, pa.DataType]]) -> pa.Table:
    """Columns by name as a table with these names and kinds."""
    schema = pa.schema(kinds)
    return pa.Table.from_arrays([column(columns[name], kind) for name, kind in kinds], schema=schema)


def _plain(values: Any) -> tuple[NDArray[Any], _Mask | None]:
    """The values as an array, 0 for those that are missing, and which are (None: none)."""
    if isinstance(values, np.ma.MaskedArray):
        missing = np.ma.getmaskarray(values)
        return (np.where(missing, 0, values.data), missing) if missing.any() else (values.data, None)
    if isinstance(values, np.ndarray):
        return values, None
    # Of an explicit type: of large unsigned numbers numpy would make floating ones.
    kind = np.uint64 if any(value is not None and value >= 2**63 for value in values) else np.int64
    return np.array([0 if value is None else value for value in values], kind), _missing(values)


def _missing(values: Sequence[Any]) -> _Mask | None:
    """Which values are None, the usual answer being that none is."""
    if all(map(_NOT_NONE, values)):
        return None
    return np.fromiter((value is None for value in values), np.bool_, len(values))


def _encoded(values: Sequence[str | None]) -> tuple[list[int | None], list[str]]:
    words: dict[str, int] = {}
    codes = [None if value is None else words.setdefault(value, len(words)) for value in values]
    return codes, list(words)


def _strings(values: Sequence[str | None]) -> pa.Array[Any]:
    missing = _missing(values)
    texts: Sequence[Any] = values if missing is None else ["" if value is None else value for value in values]
    joined = "".join(texts)
    data = joined.encode()
    lengths = map(len, texts) if len(data) == len(joined) else (len(text.encode()) for text in texts)
    offsets = _offsets(lengths, len(texts))
    buffers = [_valid(missing), _buffer(offsets), pa.py_buffer(data)]
    return pa.Array.from_buffers(pa.string(), len(texts), buffers, _count(missing))


def _lists(values: Sequence[Sequence[int] | None], kind: pa.DataType) -> pa.Array[Any]:
    missing = _missing(values)
    parts: Sequence[Any] = values if missing is None else [() if value is None else value for value in values]
    offsets = _offsets(map(len, parts), len(parts))
    if all(isinstance(part, np.ndarray) for part in parts) and parts:
        inner: Any = np.concatenate(parts)
    else:
        inner = list(chain.from_iterable(parts))
    children = [column(inner, kind.value_type)]  # type: ignore[attr-defined]
    buffers = [_valid(missing), _buffer(offsets)]
    return pa.Array.from_buffers(kind, len(parts), buffers, _count(missing), children=children)


def _offsets(lengths: Any, count: int) -> NDArray[np.int32]:
    ends = np.cumsum(np.fromiter(lengths, np.int64, count))
    if count and ends[-1] > _LARGEST_OFFSET:
        raise ValueError("a column is longer than two gigabytes")
    return np.concatenate(([0], ends)).astype(np.int32)


def _valid(missing: _Mask | None) -> pa.Buffer | None:
    """The bitmap of what is there; a column that is complete needs none, and is read faster without."""
    return None if missing is None else _buffer(np.packbits(~missing, bitorder="little"))


def _count(missing: _Mask | None) -> int:
    return 0 if missing is None else int(missing.sum())


def _buffer(numbers: NDArray[Any]) -> pa.Buffer | None:
    memory: Any = np.ascontiguousarray(numbers)  # a buffer, though pyarrow's stubs do not say so of an array
    return pa.py_buffer(memory)
