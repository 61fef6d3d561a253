"""The public views over hand-written rows."""

import re
from pathlib import Path

import pytest

from codegraph_dagster_tests.store.example import example_store


@pytest.fixture(scope="module")
def query(tmp_path_factory: pytest.TempPathFactory):
    store = example_store(tmp_path_factory.mktemp("data"))
    with store.connect() as connection:
        # Attached under a name that is not the file's: views must not depend on it.
        connection.execute(f"ATTACH '{store.path}' AS elsewhere (READ_ONLY)")
        yield lambda sql: connection.execute(sql).fetchall()


PUBLIC = {
    "repository": "name root revision generation indexed_at extractor_version languages",
    "files": "file_id path language module size_bytes lines content_hash status is_test",
    "diagnostics": "path stage severity code message start_line start_char end_line end_char",
    "nodes": "node_id file_id parent_id kind name qualified_name start_line start_char end_line end_char "
    "name_start_line name_start_char name_end_line name_end_char signature docstring visibility is_test",
    "edges": "source_id target_id kind target_name file_id start_line start_char end_line end_char",
    "chunks": "chunk_id parent_id kind part fqn path start_line end_line content content_hash token_estimate "
    "symbol language visibility is_test",
    "imports": "path start_line start_char end_line end_char module name alias level is_star status reason "
    "target_path target_symbol",
    "file_dependencies": "source_path target_path import_count",
    "exports": "path name symbol is_reexport",
    "dependency_cycles": "cycle_id path",
    "occurrences": "path start_line start_char end_line end_char symbol roles enclosing_symbol syntax_kind",
    "symbols": "symbol display_name kind path start_line start_char end_line end_char signature "
    "documentation enclosing_symbol visibility is_test",
    "relationships": "symbol related_symbol is_reference is_implementation is_type_definition is_definition",
    "resolved_occurrences": "path start_line start_char end_line end_char symbol roles enclosing_symbol "
    "syntax_kind def_path def_start_line def_start_char def_end_line def_end_char resolution confidence reason",
    "call_edges": "caller_symbol callee_symbol path start_line start_char",
    "stage_runs": "run_id stage generation status started_at seconds cpu_seconds peak_rss_bytes workers items "
    "rows errors",
    "changes": "change aspects kind qualified_name may_break symbol path start_line start_char end_line end_char "
    "signature old_symbol old_path old_start_line old_start_char old_end_line old_end_char old_signature revision "
    "run_id old_revision old_run_id",
    "comparison": "revision generation run_id old_revision old_generation old_run_id old_indexed_at reason",
}


def test_the_public_schema_is_exactly_the_documented_one(query):
    columns = query(
        "SELECT table_name, string_agg(column_name, ' ' ORDER BY column_index) FROM duckdb_columns() "
        "WHERE database_name = 'elsewhere' AND schema_name = 'main' GROUP BY ALL"
    )
    assert dict(columns) == PUBLIC


def test_every_public_table_and_column_has_a_comment(query):
    for source, name in (("duckdb_tables()", "table_name"), ("duckdb_views()", "view_name")):
        assert not query(
            f"SELECT {name} FROM {source} WHERE database_name = 'elsewhere' AND schema_name = 'main' "
            "AND comment IS NULL"
        )
    assert not query(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = 'elsewhere' "
        "AND schema_name = 'main' AND comment IS NULL"
    )


@pytest.mark.parametrize("table", PUBLIC)
def test_every_public_table_can_be_read(query, table):
    query(f"SELECT * FROM elsewhere.{table}")


def test_nodes(query):
    assert query("SELECT kind, qualified_name, node_id, parent_id FROM elsewhere.nodes ORDER BY node_id") == [
        ("module", "a", 1000, None),
        ("class", "A", 1001, 1000),
        ("method", "A.f", 1002, 1001),
        ("module", "b", 1003, None),
        ("import", "A", 1004, 1003),
        ("function", "main", 1005, 1003),
    ]


def test_edges(query):
    found = query(
        "SELECT kind, source_id, target_id, target_name, start_line, start_char, end_char "
        "FROM elsewhere.edges ORDER BY ALL"
    )
    assert [edge for edge in found if edge[0] != "contains"] == [
        ("imports", 1003, 1001, "a.A", 0, 14, 15),
        ("instantiates", 1005, 1001, "A", 2, 4, 7),
        ("reads", 1002, None, "x", 1, 17, 18),
        ("reads", 1005, 1002, "g", 3, 6, 7),
        ("reads", 1005, None, "y", 3, 4, 5),
    ]
    assert [edge[1:4] for edge in found if edge[0] == "contains"] == [
        (1000, 1001, "A"),
        (1001, 1002, "f"),
        (1003, 1004, "A"),
        (1003, 1005, "main"),
    ]


def test_resolved_occurrences(query):
    assert query(
        "SELECT path, start_line, start_char, symbol, roles, enclosing_symbol, def_path, def_start_line, "
        "def_start_char, resolution, round(confidence::DOUBLE, 1) "
        "FROM elsewhere.resolved_occurrences ORDER BY ALL"
    ) == [
        ("a.py", 0, 6, "s a/A#", 1, "s a/", "a.py", 0, 6, "file", 1.0),
        ("a.py", 1, 8, "s a/A#f().", 1, "s a/A#", "a.py", 1, 8, "file", 1.0),
        ("a.py", 1, 17, None, 8, "s a/A#f().", None, None, None, "unresolved", 0.0),
        ("b.py", 0, 14, "s a/A#", 3, "s b/", "a.py", 0, 6, "import", 1.0),
        ("b.py", 1, 4, "s b/main().", 1, "s b/", "b.py", 1, 4, "file", 1.0),
        ("b.py", 2, 4, "s a/A#", 8, "s b/main().", "a.py", 0, 6, "import", 1.0),
        ("b.py", 3, 4, "s other/y.", 8, "s b/main().", None, None, None, "external", 0.5),
        ("b.py", 3, 6, "s a/A#f().", 8, "s b/main().", "a.py", 1, 8, "attribute", 0.3),
    ]


def test_imports_and_call_edges(query):
    assert query("SELECT path, module, name, status, target_path, target_symbol FROM elsewhere.imports") == [
        ("b.py", "a", "A", "resolved", "a.py", "s a/A#")
    ]
    assert query("FROM elsewhere.call_edges") == [("s b/main().", "s a/A#", "b.py", 2, 4)]


def test_duckdb_1_5_can_open_the_file(tmp_path: Path):
    store = example_store(tmp_path)
    # Bytes 12 to 20 of a DuckDB file are the version of its storage format; 1.5.0 reads up to 68.
    assert int.from_bytes(store.path.read_bytes()[12:20], "little") <= 68


def test_the_views_use_nothing_that_duckdb_1_5_cannot_bind(query):
    """DuckDB 2.0 stores `if(a, b, c)` in a view as a function that 1.5 does not know."""
    views = query("SELECT sql FROM duckdb_views() WHERE database_name = 'elsewhere' AND NOT internal")
    assert len(views) > 8
    assert not [sql for (sql,) in views if re.search(r"\bif\W*\(", sql, re.IGNORECASE)]
