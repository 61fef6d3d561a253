"""Which files a stage has to look at, when the rows of a file follow from that file, or it knows what a change reaches.

Beside its rows such a stage records, for each file, a digest of what they follow from. So it does not matter what
happened since: files whose digest is another are computed again, and the rows of the others stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from codegraph_dagster.store import database

if TYPE_CHECKING:
    import duckdb

_PACKAGE: Final = "codegraph_dagster.stages"

# To delete and insert rows costs more than to write all of them; beyond this share of the bytes that is as fast.
_MOST_STALE: Final = 0.3


def find_stale_files(connection: duckdb.DuckDBPyConnection, stage: str, rules: str, inputs: Sequence[str]) -> bool:
    """List in the table `stale_files` (file_no, path) the files whose rows are not those that the stage would compute.

    `rules`: what else than the file the rows follow from; `inputs`: the stages whose rows it pulls. Returns whether the
    rows of all other files are to stay. The macro is_pulled(file_no) says whether the stage is to compute a file: a
    stale one, or any when none is to stay. The database is attached as `work`.
    """
    connection.execute("SET VARIABLE stage = ?", [stage])
    connection.execute("SET VARIABLE rules = ?", [rules])
    connection.execute("SET VARIABLE inputs = ?", [list(inputs)])
    database.run_script(connection, _PACKAGE, "find_stale_files.sql")
    (share,) = connection.execute(database.script_text(_PACKAGE, "stale_share.sql")).fetchall()[0]
    others_stay = bool(share <= _MOST_STALE)
    wanted = "number IN (SELECT file_no FROM stale_files)" if others_stay else "true"
    connection.execute(f"CREATE MACRO is_pulled(number) AS {wanted}")
    return others_stay


def pull_all_files(connection: duckdb.DuckDBPyConnection) -> None:
    """Let is_pulled(file_no) hold for every file, whatever find_stale_files said."""
    connection.execute("CREATE OR REPLACE MACRO is_pulled(number) AS true")


def record_files(connection: duckdb.DuckDBPyConnection) -> None:
    """Record that the stage's rows are those of the files as find_stale_files saw them."""
    database.run_script(connection, _PACKAGE, "record_files.sql")


def forget_files(connection: duckdb.DuckDBPyConnection, stage: str) -> None:
    """Record that the stage has no rows of any file."""
    connection.execute(database.script_text(_PACKAGE, "forget_files.sql"), {"stage": stage})
