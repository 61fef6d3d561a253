"""Each hostile source in a file of its own: indexed, or left out for a reason; the others are not touched.

None may be left out as `too_slow`, but for the largest: the extraction's own limit is what bounds the time.
"""

from __future__ import annotations

import resource
import sysconfig
import time
from pathlib import Path

import pytest

from codegraph_dagster_tests.hostile.publishing import index_whole
from codegraph_dagster_tests.hostile.sources import BLOCKS, DEEP, WIDE

FINE = "def fine():\n    return fine\n"


def sources(deep: int, blocks: int, wide: int) -> dict[str, str]:
    groups = ((DEEP, deep), (BLOCKS, blocks), (WIDE, wide))
    return {f"{name}.py": make(size) for group, size in groups for name, make in group.items()} | {"fine.py": FINE}


def test_deep_and_wide_sources(tmp_path: Path):
    """Of a size at which the square of it would show."""
    files = index_whole(tmp_path, sources(deep=2000, blocks=250, wide=3000), parallel_workers=2)
    assert files["fine.py"] == ("indexed", None)
    skipped = {path: code for path, (status, code) in files.items() if status == "skipped"}
    assert set(skipped.values()) == {"too_deep"}
    assert set(skipped) == {"lambdas.py", "comprehensions.py", "functions.py", "classes.py"}


def test_what_nests_too_deeply_is_left_out_alone(tmp_path: Path):
    deep = {f"{name}.py": DEEP[name](6000) for name in ("brackets", "attributes", "sums")}
    files = index_whole(tmp_path, {**deep, "fine.py": FINE, "also.py": FINE})
    assert files == dict.fromkeys(deep, ("skipped", "too_deep")) | {
        "fine.py": ("indexed", None),
        "also.py": ("indexed", None),
    }


@pytest.mark.slow
@pytest.mark.skipif("not config.getoption('-m')", reason="takes minutes: pytest -m slow")
@pytest.mark.parametrize(
    ("name", "text"),
    [
        *((name, make(100_000)) for name, make in {**DEEP, **WIDE}.items()),
        *((name, make(1_900)) for name, make in BLOCKS.items()),
        ("line_of_50_mb", "x = [" + "1," * 25_000_000 + "]"),
        ("string_of_50_mb", 'x = "' + "a" * 50_000_000 + '"'),
        ("name_of_50_mb", "a" * 50_000_000 + " = 1"),
    ],
    ids=lambda value: value if len(value) < 50 else "",
)
def test_full_sizes(tmp_path: Path, name: str, text: str):
    """100,000 of everything, and lines of 50 MB with a limit that lets them in: a minute, a few GB."""
    started = time.monotonic()
    files = index_whole(tmp_path, {"hostile.py": text, "fine.py": FINE}, parallel_workers=2, max_file_bytes=10**9)
    seconds = time.monotonic() - started
    largest = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"{name}: {len(text) / 1e6:.1f} MB, {files['hostile.py']}, {seconds:.1f} s, at most {largest / 1024:.0f} MB")
    assert files["fine.py"] == ("indexed", None)
    assert files["hostile.py"][1] in (None, "syntax_error", "too_deep", "too_slow", "extraction_failed", "worker_died")


PYTHONS_OWN = Path(sysconfig.get_path("stdlib")) / "test"
ODD = (
    "bad*.py",
    "encoded_modules/*.py",
    "tokenizedata/bad*.py",
    "test_syntax.py",
    "test_grammar.py",
    "test_fstring.py",
)


@pytest.mark.skipif(not (PYTHONS_OWN / "test_syntax.py").exists(), reason="this Python came without its tests")
def test_what_pythons_own_tests_read(tmp_path: Path):
    """Files that Python refuses, in each way in which it does, and those that have all of its syntax."""
    found = {path.name: path.read_bytes() for pattern in ODD for path in PYTHONS_OWN.glob(pattern)}
    files = index_whole(tmp_path, {**found, "fine.py": FINE}, parallel_workers=2)
    assert set(files) == {*found, "fine.py"}
    assert files["test_grammar.py"][0] == files["test_syntax.py"][0] == files["fine.py"][0] == "indexed"
    refused = {name: files[name] for name in found if name.startswith("bad")}
    assert refused
    assert all(status in ("indexed", "partial") for status, _ in refused.values()), refused
    assert any(code == "syntax_error" for _, code in refused.values()), refused
