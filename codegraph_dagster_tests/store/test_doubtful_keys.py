"""The keys that may repeat, against a count of all of them."""

from collections import Counter

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from codegraph_dagster.store.database import run_script

# Tables as they come about: keys of one file together, mostly ascending; files in any order, or there twice.
_KEYS = st.lists(
    st.tuples(st.integers(-2, 3), st.lists(st.integers(0, 9), max_size=6), st.booleans()).map(
        lambda part: [(part[0] << 26) + place for place in (part[1] if part[2] else sorted(part[1]))]
    ),
    max_size=6,
).map(lambda parts: [key for part in parts for key in part])


def doubtful(keys: list[int]) -> tuple[int | None, int | None]:
    with duckdb.connect() as connection:
        run_script(connection, "codegraph_dagster.store", "doubtful_keys.sql")
        connection.execute("CREATE TABLE keys AS SELECT unnest(?::BIGINT[]) AS id", [keys])
        return connection.execute("FROM doubtful_keys('keys', 'id')").fetchall()[0]


@settings(max_examples=60, deadline=None)
@given(_KEYS)
def test_every_key_that_repeats_is_in_doubt(keys: list[int]):
    first, last = doubtful(keys)
    for key, count in Counter(keys).items():
        assert count == 1 or (first is not None and last is not None and first <= key <= last)


def test_keys_in_the_order_of_a_build_or_with_changed_files_at_the_end_are_not_in_doubt():
    files = [[(number << 26) + place for place in range(0, 50, 2)] for number in range(4)]
    assert doubtful([key for file in files for key in file]) == (None, None)
    assert doubtful([key for number in (1, 3, 0, 2) for key in files[number]]) == (None, None)
    assert doubtful([*files[1], *files[0], files[1][3]]) == (files[1][3], files[1][3])
