"""What is exported, read back with protobuf and compared with the database."""

from __future__ import annotations

from collections import Counter
from importlib.metadata import version
from pathlib import Path

import duckdb
import pytest

from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.scip import reading, write_scip
from codegraph_dagster.scip.protocol import scip_pb2 as scip
from codegraph_dagster_tests.scip.conftest import ODD

PACKAGE = "codegraph pip example 1.0 "


@pytest.fixture(scope="module")
def index(exported: Path) -> scip.Index:
    return scip.Index.FromString(exported.read_bytes())


def query(database: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def document(index: scip.Index, path: str) -> scip.Document:
    (found,) = (each for each in index.documents if each.relative_path == path)
    return found


def span(numbers) -> tuple[int, ...]:
    numbers = tuple(numbers)
    return numbers if len(numbers) == 4 else (*numbers[:2], numbers[0], numbers[2])


def text_at(source: str, numbers) -> str:
    start_line, start, end_line, end = span(numbers)
    lines = source.split("\n")[start_line : end_line + 1]
    lines[-1] = lines[-1][:end]
    lines[0] = lines[0][start:]
    return "\n".join(lines)


def test_the_head(index: scip.Index, published: Path, exported: Path):
    assert exported.read_bytes()[0] == scip.Index.METADATA_FIELD_NUMBER << 3 | 2  # the metadata come first
    ((root,),) = query(published, "SELECT root FROM repository")
    assert index.metadata.project_root == Path(root).as_uri()
    assert index.metadata.text_document_encoding == scip.UTF8
    assert index.metadata.tool_info.name == "codegraph_dagster"
    assert index.metadata.tool_info.version == version("codegraph-dagster")


def test_the_documents_are_the_files(index: scip.Index, published: Path):
    paths = [each.relative_path for each in index.documents]
    assert paths == [path for (path,) in query(published, "SELECT path FROM files ORDER BY path")]
    assert {each.language for each in index.documents} == {"Python"}
    assert {each.position_encoding for each in index.documents} == {scip.UTF32CodeUnitOffsetFromLineStart}


def test_the_occurrences_are_those_of_the_database(index: scip.Index, published: Path):
    """Where the definition of each one is, found over the symbols, is what the database says."""
    places = {}
    for each in index.documents:
        for occurrence in each.occurrences:
            if occurrence.symbol_roles & scip.Definition:
                scope = each.relative_path if occurrence.symbol.startswith("local ") else ""
                assert (occurrence.symbol, scope) not in places
                places[occurrence.symbol, scope] = (each.relative_path, *span(occurrence.range))
    nowhere = (None,) * 5
    got = Counter()
    for each in index.documents:
        for occurrence in each.occurrences:
            scope = each.relative_path if occurrence.symbol.startswith("local ") else ""
            definition = places.get((occurrence.symbol, scope), nowhere)
            got[each.relative_path, *span(occurrence.range), occurrence.symbol_roles, *definition] += 1
    expected = Counter(
        query(
            published,
            """
            SELECT path, start_line, start_char, end_line, end_char, roles,
                def_path, def_start_line, def_start_char, def_end_line, def_end_char
            FROM resolved_occurrences WHERE resolution <> 'unresolved'
            """,
        )
    )
    assert got == expected


def test_an_attribute_that_a_base_class_declares_is_defined_and_written_to(index: scip.Index):
    odd = document(index, "package/odd.py")
    (line,) = (n for n, text in enumerate(ODD["package/odd.py"].splitlines()) if "self.value" in text)
    found = {each.symbol_roles: each.symbol for each in odd.occurrences if span(each.range)[:2] == (line, 13)}
    assert set(found) == {scip.Definition, scip.WriteAccess}
    assert found[scip.Definition] == PACKAGE + "`package.odd`/Child#value."
    assert found[scip.WriteAccess].startswith(PACKAGE + "`package.odd`/Base#value(")


def test_occurrences_are_sorted_and_lie_in_their_definition(index: scip.Index):
    enclosed = 0
    for each in index.documents:
        ranges = [span(occurrence.range) for occurrence in each.occurrences]
        assert ranges == sorted(ranges)
        for occurrence in each.occurrences:
            assert len(occurrence.range) == (3 if span(occurrence.range)[0] == span(occurrence.range)[2] else 4)
            assert bool(occurrence.enclosing_range) == bool(occurrence.symbol_roles & scip.Definition)
            if occurrence.enclosing_range:
                outer, inner = span(occurrence.enclosing_range), span(occurrence.range)
                assert outer[:2] <= inner[:2] and inner[2:] <= outer[2:]
                enclosed += outer[:2] < inner[:2]
    assert enclosed


def test_characters_are_code_points_and_decorators_belong_to_the_definition(index: scip.Index):
    source = ODD["package/odd.py"]
    odd = document(index, "package/odd.py")
    x = [each for each in odd.occurrences if each.symbol == PACKAGE + "`package.odd`/f().(x)"]
    assert [text_at(source, each.range) for each in x] == ["x", "x"]  # the second one stands behind an emoji
    (f,) = (each for each in odd.occurrences if each.symbol.endswith("/f().") and each.symbol_roles & scip.Definition)
    assert text_at(source, f.enclosing_range).startswith("@functools.cache\ndef f(x)")


def test_roles_and_syntax(index: scip.Index):
    tests = document(index, "tests/test_odd.py").occurrences
    assert all(each.symbol_roles & scip.Test for each in tests)
    assert {each.symbol_roles for each in tests if each.symbol.endswith("/f(+1).")} <= {
        scip.Test | scip.Import,
        scip.Test | scip.ReadAccess,
    }
    others = [each for part in index.documents if "tests/" not in part.relative_path for each in part.occurrences]
    assert not any(each.symbol_roles & scip.Test for each in others)
    assert {scip.Definition, scip.Import, scip.WriteAccess, scip.ReadAccess} <= {each.symbol_roles for each in others}
    assert {scip.IdentifierParameter, scip.IdentifierLocal} <= {each.syntax_kind for each in others}


def test_symbols_are_those_of_the_database(index: scip.Index, published: Path):
    got = sorted(
        (
            each.relative_path,
            symbol.symbol,
            symbol.display_name,
            symbol.kind,
            symbol.signature_documentation.text,
            "".join(symbol.documentation),
            symbol.enclosing_symbol,
        )
        for each in index.documents
        for symbol in each.symbols
    )
    assert got == query(
        published,
        """
        SELECT path, symbol, display_name, kind, coalesce(signature, ''), coalesce(documentation, ''),
            CASE WHEN symbol LIKE 'local %' THEN enclosing_symbol ELSE '' END
        FROM symbols ORDER BY path, symbol
        """,
    )
    thing = next(each for each in document(index, "package/m1.py").symbols if each.symbol.endswith("/Thing#"))
    assert (thing.kind, list(thing.documentation)) == (scip.SymbolInformation.Class, ["A thing of module 1."])
    assert thing.signature_documentation.text == "class Thing(Earlier)"
    assert thing.signature_documentation.language == "Python"


def test_relationships_are_those_of_the_database(index: scip.Index, published: Path):
    got = {
        (symbol.symbol, r.symbol, r.is_reference, r.is_implementation, r.is_type_definition, r.is_definition)
        for each in index.documents
        for symbol in each.symbols
        for r in symbol.relationships
    }
    expected = query(published, "FROM relationships")
    assert got == set(expected) and len(got) == len(expected) > 3


def test_external_symbols_are_named_and_canonical(index: scip.Index):
    external = {each.symbol: each for each in index.external_symbols}
    assert [each.symbol for each in index.external_symbols] == sorted(external)
    module = external["codegraph . requests . `requests.adapters`/"]
    assert (module.display_name, module.kind) == ("requests.adapters", scip.SymbolInformation.Module)
    assert external["codegraph . lib . lib/`größe`."].display_name == "größe"
    assert external["codegraph . lib . lib/`größe`#tief."].display_name == "tief"
    assert external["codegraph . collections . collections/OrderedDict."].display_name == "OrderedDict"


def test_the_file_is_replaced_and_nothing_else_is_left(published: Path, tmp_path: Path):
    target = tmp_path / "new" / "example.scip"
    lines: list[str] = []
    report = write_scip(published, target, log=lines.append)
    first = target.read_bytes()
    assert report.size_bytes == len(first) and report.documents == 7
    target.write_bytes(b"old")
    write_scip(published, target)
    assert target.read_bytes() == first
    assert [path.name for path in target.parent.iterdir()] == ["example.scip"]
    assert lines[0].startswith(f"{target}: 7 documents, ")


def test_pieces_make_the_same_file(published: Path, exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """However few lines are sorted at once, also when each document is a piece of its own."""
    for lines in (1, 40):
        monkeypatch.setattr(reading, "_LINES_AT_ONCE", lines)
        with reading.reading(published, None) as connection:
            pieces = list(reading.slices(reading.select(connection, "documents.sql")))
        assert 1 < len(pieces) <= 7 and sum(map(len, pieces)) == 7
        assert write_scip(published, tmp_path / "pieces.scip").documents == 7
        assert (tmp_path / "pieces.scip").read_bytes() == exported.read_bytes()


@pytest.mark.parametrize("what", ["missing", "foreign", "not ours", "cut off"])
def test_a_failure_keeps_the_old_file(what: str, published: Path, tmp_path: Path):
    database, target = tmp_path / "d.duckdb", tmp_path / "d.scip"
    target.write_bytes(b"old")
    if what == "foreign":
        database.write_bytes(b"no database" * 2000)
    elif what == "not ours":
        duckdb.connect(str(database)).close()
    elif what == "cut off":
        database.write_bytes(published.read_bytes()[:200_000])
    message = "no published database" if what == "missing" else "cannot be read as a published database"
    with pytest.raises(CodegraphError, match=message):
        write_scip(database, target)
    assert target.read_bytes() == b"old"
    assert not list(tmp_path.glob(".*"))


def test_a_target_that_cannot_be_written(published: Path, tmp_path: Path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CodegraphError, match=r"x\.scip cannot be written: "):
        write_scip(published, tmp_path / "file" / "x.scip")
    (tmp_path / "x.scip").mkdir()
    with pytest.raises(CodegraphError, match="cannot be written: Is a directory"):
        write_scip(published, tmp_path / "x.scip")
