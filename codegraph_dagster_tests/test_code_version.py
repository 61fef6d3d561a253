import sys
from pathlib import Path

from codegraph_dagster.code_version import code_version


def test_every_file_and_tool_counts(tmp_path: Path, monkeypatch):
    package = tmp_path / "versioned_example"
    (package / "inner").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "inner" / "rules.scm").write_text("(a)")
    monkeypatch.syspath_prepend(str(tmp_path))

    def version(*tools: str) -> str:
        code_version.cache_clear()
        return code_version(("versioned_example",), tools)

    first = version()
    assert version() == first
    assert len(first) == 12
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "x.pyc").write_bytes(b"x")
    assert version() == first
    found = {first, version("duckdb"), version("tree-sitter")}
    for name, text in (("inner/rules.scm", "(b)"), ("more.sql", ""), ("inner/words.txt", "word"), ("code.py", "x = 1")):
        (package / name).write_text(text)
        found.add(version())
    (package / "code.py").rename(package / "core.py")
    found.add(version())
    assert len(found) == 8
    code_version.cache_clear()
    sys.modules.pop("versioned_example", None)
