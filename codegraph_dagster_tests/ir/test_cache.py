"""Contents that files had before: their rows come from the cache, and are those of a clean build."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from codegraph_dagster.ir import cache
from codegraph_dagster_tests.repositories import write_repository
from codegraph_dagster_tests.stages.builds import Builds

BROKEN = "def broken(:\n    x = 1\n"


@pytest.fixture
def builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Builds:
    """A repository that has been indexed; the cache is used for the smallest change."""
    monkeypatch.setattr(cache, "WORTHWHILE_BYTES", 1)
    made = Builds(write_repository(tmp_path / "source", modules=6), tmp_path / "data")
    assert read(made) == "7 of 7 files read anew"
    assert not kept(made)
    return made


def read(builds: Builds, **options: bool) -> str:
    """Run stage `ir`; how many files it took from where."""
    builds.lines.clear()
    builds.run_ir(**options)
    return ", ".join(builds.lines[-1].split(", ")[2:])


def differences(builds: Builds, folder: Path) -> list[str]:
    """What differs from a clean build of stage `ir`."""
    clean = Builds(builds.settings.path, folder)
    clean.run_ir()
    return builds.differences_from(clean)


def kept(builds: Builds) -> list[tuple[str, int]]:
    """The names and sizes of what is in the cache."""
    path = builds.store.layout.extractions(builds.store.name)
    if not path.is_file():
        return []
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute("SELECT content_hash, size_bytes FROM entries ORDER BY ALL").fetchall()


def write(builds: Builds, **texts: str) -> None:
    for name, text in texts.items():
        (builds.settings.path / "package" / f"{name}.py").write_text(text)


def test_there_and_back_parses_nothing(builds: Builds, tmp_path: Path):
    source = builds.settings.path / "package"
    before = {path: path.read_bytes() for path in source.iterdir()}
    write(builds, m1="class Thing:\n    def other(self): return self.other()\n", m2=BROKEN, m3="", a="x = 1\n")
    (source / "m5.py").unlink()
    assert read(builds) == "4 of 7 files read anew"
    after = {path: path.read_bytes() for path in source.iterdir()}
    for number, files in enumerate((before, after, before, after)):
        for path in source.iterdir():
            path.unlink()
        for path, content in files.items():
            path.write_bytes(content)
        assert read(builds) == "4 known from before, 0 of 7 files read anew"
        assert differences(builds, tmp_path / f"clean{number}") == []
    assert ("package/m2.py", "syntax_error") in builds.query("SELECT path, code FROM work.ir.diagnostics")
    assert [path.name for path in builds.store.scratch.iterdir()] == []


def test_everything_at_once(builds: Builds, tmp_path: Path):
    """Most of the bytes are others: the database is written anew, and what it had is kept all the same."""
    source = builds.settings.path / "package"
    before = {path: path.read_bytes() for path in source.iterdir()}
    for path in before:
        path.write_text(f"NAME = '{path.stem}'\n")
    assert read(builds) == "7 of 7 files read anew"
    for path, content in before.items():
        path.write_bytes(content)
    assert read(builds) == "7 known from before, 0 of 7 files read anew"
    assert differences(builds, tmp_path / "clean") == []


def test_a_few_bytes_are_extracted_again(builds: Builds, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cache, "WORTHWHILE_BYTES", 100_000)
    old = (builds.settings.path / "package" / "m2.py").read_text()
    write(builds, m2=BROKEN)
    assert read(builds) == "1 of 7 files read anew"
    write(builds, m2=old)
    assert read(builds) == "1 of 7 files read anew"
    assert not kept(builds)


def test_what_was_not_used_for_the_longest_time_goes(builds: Builds, monkeypatch: pytest.MonkeyPatch):
    source = builds.settings.path / "package"
    limit = sum(path.stat().st_size + 1_000 for path in source.iterdir())
    monkeypatch.setattr(cache, "_LEAST_BYTES", 0)
    texts = [f"x = {number}\n" + "# what takes some place\n" * 20 for number in range(20)]
    for text in texts:
        write(builds, m1=text)
        assert read(builds) == "1 of 7 files read anew"
        assert sum(size + 1_000 for _, size in kept(builds)) <= limit
    assert len(kept(builds)) < 20
    write(builds, m1=texts[-2])
    assert read(builds) == "1 known from before, 0 of 7 files read anew"
    write(builds, m1=texts[0])
    assert read(builds) == "1 of 7 files read anew"


def test_another_version_and_a_full_run_take_nothing(builds: Builds, monkeypatch: pytest.MonkeyPatch):
    old = (builds.settings.path / "package" / "m2.py").read_text()
    write(builds, m2=BROKEN)
    read(builds)
    assert len(kept(builds)) == 1
    with monkeypatch.context() as patched:
        patched.setattr("codegraph_dagster.ir.build.extractor_version", lambda: "another")
        write(builds, m2=old)
        assert read(builds) == "7 of 7 files read anew"
        assert not kept(builds)
        write(builds, m2=BROKEN)
        assert read(builds) == "1 of 7 files read anew"
        assert len(kept(builds)) == 1
        write(builds, m2=old)
        assert read(builds, full=True) == "7 of 7 files read anew"
        assert not kept(builds)


@pytest.mark.parametrize("damage", ["blocks", "all", "empty", "folder", "foreign"])
def test_a_damaged_cache_is_removed(builds: Builds, tmp_path: Path, damage: str):
    old = (builds.settings.path / "package" / "m2.py").read_text()
    write(builds, m2=BROKEN)
    read(builds)
    path = builds.store.layout.extractions(builds.store.name)
    content = path.read_bytes()
    path.unlink()
    match damage:
        case "blocks":
            path.write_bytes(content[:12_288] + b"\xff" * (len(content) - 12_288))
        case "all":
            path.write_bytes(b"\xff" * len(content))
        case "empty":
            path.write_bytes(b"")
        case "folder":
            path.mkdir()
        case "foreign":
            with duckdb.connect(str(path)) as connection:
                connection.execute("CREATE TABLE entries AS SELECT 1 AS x")
    write(builds, m2=old)
    assert read(builds) == "1 of 7 files read anew"
    assert differences(builds, tmp_path / "clean") == []


def test_a_cache_that_is_in_use_stays_as_it_is(builds: Builds):
    old = (builds.settings.path / "package" / "m2.py").read_text()
    write(builds, m2=BROKEN)
    read(builds)
    with duckdb.connect(str(builds.store.layout.extractions(builds.store.name))):
        write(builds, m2=old)
        assert read(builds) == "1 of 7 files read anew"
    write(builds, m2="x = 1\n")
    assert read(builds) == "1 of 7 files read anew"
    write(builds, m2=old)
    assert read(builds) == "1 known from before, 0 of 7 files read anew"


def test_a_run_that_ends_while_it_writes_leaves_nothing_half_done(
    builds: Builds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    old = (builds.settings.path / "package" / "m2.py").read_text()
    write(builds, m2=BROKEN)

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(cache, "_drop", end)
        with pytest.raises(KeyboardInterrupt):
            read(builds)
    assert not kept(builds)
    assert read(builds) == "1 of 7 files read anew"
    assert len(kept(builds)) == 1
    write(builds, m2=old)
    assert read(builds) == "1 known from before, 0 of 7 files read anew"
    assert differences(builds, tmp_path / "clean") == []


def test_rows_of_another_run_are_not_kept_under_a_wrong_name(builds: Builds, monkeypatch: pytest.MonkeyPatch):
    write(builds, m2=BROKEN)
    monkeypatch.setattr(cache, "_contents", lambda connection: dict.fromkeys(range(7), ("another", "another")))
    assert read(builds) == "1 of 7 files read anew"
    assert not kept(builds)
