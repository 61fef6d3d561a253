"""Columns are those that pyarrow itself makes of the same values."""

import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegraph_dagster.ir.columns import column, table

_INT32 = st.integers(-(2**31), 2**31 - 1)
_VALUES = {
    pa.int32(): _INT32,
    pa.int64(): st.integers(-(2**63), 2**63 - 1),
    pa.uint64(): st.integers(0, 2**64 - 1),
    pa.bool_(): st.booleans(),
    pa.string(): st.text(st.characters(exclude_categories=["Cs"])),
    pa.list_(pa.int32()): st.lists(_INT32),
    pa.dictionary(pa.int32(), pa.string()): st.sampled_from(["", "a", "é", "long word"]),
}


def expected(values: list[object], kind: pa.DataType) -> pa.Array:
    if pa.types.is_dictionary(kind):
        return pa.array(values, pa.string()).dictionary_encode()
    return pa.array(values, kind)


@pytest.mark.parametrize("kind", _VALUES, ids=str)
def test_of_a_list_with_missing_values(kind: pa.DataType):
    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.none() | _VALUES[kind]))
    def compare(values: list[object]) -> None:
        made = column(values, kind)
        made.validate(full=True)
        assert made.equals(expected(values, kind))

    compare()


def test_of_arrays():
    numbers = np.array([3, 1, 2])
    masked = np.ma.MaskedArray(numbers, mask=[False, True, False])
    assert column(numbers, pa.int64()).to_pylist() == [3, 1, 2]
    assert column(numbers[::2], pa.int32()).to_pylist() == [3, 2]
    assert column(masked, pa.int32()).to_pylist() == [3, None, 2]
    assert column(np.array([True, False]), pa.bool_()).to_pylist() == [True, False]
    assert column(np.array([2**64 - 1], np.uint64), pa.uint64()).to_pylist() == [2**64 - 1]
    assert column([numbers, numbers[:0]], pa.list_(pa.int32())).to_pylist() == [[3, 1, 2], []]
    words = column(
        (np.ma.MaskedArray([0, 1, 0], mask=[False, False, True]), ["a", "b"]), pa.dictionary(pa.int32(), pa.string())
    )
    words.validate(full=True)
    assert words.to_pylist() == ["a", "b", None]


def test_what_a_column_cannot_hold_is_refused():
    with pytest.raises(ValueError, match="not every number is of the type int32"):
        column([2**31], pa.int32())
    with pytest.raises(TypeError, match="no column of the type float"):
        column([1.0], pa.float32())
    with pytest.raises(UnicodeEncodeError):
        column(["\ud800"], pa.string())


def test_pandas_stays_away():
    """It takes longer to import than a few files to extract."""
    code = (
        "import sys, duckdb, pyarrow as pa\n"
        "from codegraph_dagster.ir import worker\n"
        "from codegraph_dagster.ir.columns import table\n"
        "rows = table({'a': [1, None], 'b': ['x', 'y']}, [('a', pa.int64()), ('b', pa.string())])\n"
        "assert duckdb.connect().register('t', rows).execute('FROM t').fetchall() == [(1, 'x'), (None, 'y')]\n"
        "print('pandas' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


def test_of_no_rows():
    kinds = [("a", pa.int32()), ("b", pa.list_(pa.int32())), ("c", pa.dictionary(pa.int32(), pa.string()))]
    assert table({"a": [], "b": [], "c": []}, kinds).num_rows == 0
