"""`codegraph index` on a checkout in which everything is wrong that can be: the good files are indexed all the same."""

from __future__ import annotations

import codecs
import os
import shutil
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from codegraph_dagster_tests.hostile.publishing import index_whole

FINE = b"def fine():\n    return fine\n"
TEXTS = {
    "latin.py": "# coding: latin-1\ndef caf\xe9(): pass\n".encode("latin-1"),
    "lying.py": b"# coding: ascii\ndef caf\xc3\xa9(): pass\n",
    "unknown.py": b"# coding: klingon\ndef unknown(): pass\n",
    "packed.py": b"# coding: zlib\ndef packed(): pass\n",
    "undecodable.py": b"def undecodable(): return '\xff'\n",
    "surrogate.py": b"def surrogate(): return '\xed\xa0\x80'\n",
    "marked.py": codecs.BOM_UTF8 + b"def marked(): pass\n",
    "conflict.py": codecs.BOM_UTF8 + b"# coding: latin-1\ndef conflict(): pass\n",
    "wide.py": "\ufeffdef wide(): pass\n".encode("utf-16-le"),
    "nul.py": b"def nul(): pass\n\0\n",
    "late_nul.py": b"x = 1\n" * 2000 + b"def late_nul(): pass\n\0\n",
    "returns.py": b"x = 1\ry = 2\rdef returns():\r    pass\rdef again(): pass\r",
    "feeds.py": b"\fdef feeds():\n\f    pass\n\x0b\n",
    "broken.py": b"def before(): pass\ndef broken(:\n    ((\nclass Unclosed\nx = = 1\n\tmixed\n  tabs\n",
    "empty.py": b"",
    "large.py": b"#" * 2_000_001,
    "deep.py": b"x = " + b"lambda: " * 3000 + b"0\n",
}
ODD_NAMES = (
    b"a b.py",
    b"quo'te\".py",
    b"semi;--.py",
    b"$(touch x).py",
    b"-rf.py",
    b"new\nline.py",
    "emoji🎉.py".encode(),
    b"latin\xe9.py",
    b"glob[*]?.py",
    b"percent%s{}.py",
)


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "protocol.file.allow=always")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def set_traps(root: Path, marks: Path) -> None:
    """Let the checkout's configuration, attributes and hooks name a program that leaves a mark when it is run."""
    marks.mkdir()
    trap = marks.parent / "trap"
    trap.write_text(f'#!/bin/sh\ntouch {marks}/"$1"\ncat\n')
    trap.chmod(0o755)
    for hook in ("post-index-change", "fsmonitor-watchman", "post-checkout", "reference-transaction"):
        (root / ".git" / "hooks" / hook).write_text(f"#!/bin/sh\ntouch {marks}/hook\n")
        (root / ".git" / "hooks" / hook).chmod(0o755)
    included = marks.parent / "included"
    included.write_text(f"[core]\n\tfsmonitor = {trap} included\n")
    for key, value in {
        "core.fsmonitor": f"{trap} fsmonitor",
        "core.sshCommand": f"{trap} ssh",
        "core.pager": f"{trap} pager",
        "core.worktree": "/",
        "filter.trap.clean": f"{trap} clean",
        "filter.trap.process": f"{trap} process",
        "diff.trap.textconv": f"{trap} textconv",
        "alias.ls-files": f"!{trap} alias",
        "include.path": str(included),
        "includeIf.gitdir:/.path": str(included),
        "remote.origin.url": f"ext::{trap} remote",
        "remote.origin.promisor": "true",
    }.items():
        git(root, "config", key, value)
    (root / ".gitattributes").write_text("*.py filter=trap diff=trap\n")


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """The checkout, without what must be closed afterwards."""
    library = tmp_path / "library"
    library.mkdir()
    (library / "lib.py").write_bytes(FINE)
    git(library, "init", "-q")
    git(library, "add", "-A")
    git(library, "commit", "-q", "-m", "library")
    root = tmp_path / 'it\'s; a "repo" 🎉'
    root.mkdir()
    git(root, "init", "-q")
    for name, text in {**TEXTS, "fine.py": FINE, "moving.py": FINE, "tracked/gone.py": FINE}.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_bytes(text)
    for name in ODD_NAMES:
        Path(os.fsdecode(os.fsencode(root) + b"/" + name)).write_bytes(FINE)
    git(root, "submodule", "add", "-q", str(library), "vendored")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "first")
    shutil.rmtree(root / "tracked")
    (root / "tracked").symlink_to("/etc")
    os.mkfifo(root / "fifo.py")
    (root / "folder.py").mkdir()
    (tmp_path / "secret.py").write_bytes(b"def secret(): pass\n")
    for link, target in {
        "loop.py": "loop.py",
        "up": "..",
        "self": ".",
        "outside.py": "../secret.py",
        "inside.py": "fine.py",
        "dangling.py": "nothing",
        "device.py": "/dev/zero",
    }.items():
        (root / link).symlink_to(target)
    set_traps(root, tmp_path / "marks")
    return root


@contextmanager
def changing(path: Path):
    """Let a file grow, shrink, vanish and come back all the time."""
    stop = threading.Event()

    def change() -> None:
        while not stop.is_set():
            path.write_bytes(FINE * 2000)
            path.write_bytes(b"")
            path.unlink()
            path.write_bytes(FINE)

    thread = threading.Thread(target=change)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def codegraph(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("codegraph"), "index", *arguments],
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


def test_the_rest_is_indexed_and_nothing_is_run(hostile: Path, tmp_path: Path):
    data = tmp_path / "da'ta; [x]* {{}} %s"
    variables = {"GIT_DIR": "/nowhere", "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.fsmonitor"}
    variables["GIT_CONFIG_VALUE_0"] = f"{tmp_path}/trap variable"
    with socket.socket(socket.AF_UNIX) as server, changing(hostile / "moving.py"):
        working = Path.cwd()
        os.chdir(hostile)  # the path of a socket must be short
        try:
            server.bind("socket.py")
        finally:
            os.chdir(working)
        done = codegraph(hostile, "--name", "hostile", "--data", data, "--quiet", **variables)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert list((tmp_path / "marks").iterdir()) == []

    with duckdb.connect(str(data / "index" / "hostile.duckdb"), read_only=True) as connection:
        status = dict(connection.execute("SELECT path, status FROM files").fetchall())
        codes = dict(
            connection.execute("SELECT path, list_sort(list(DISTINCT code)) FROM diagnostics GROUP BY ALL").fetchall()
        )
        functions = {
            name for (name,) in connection.execute("SELECT name FROM nodes WHERE kind = 'function'").fetchall()
        }
        found = connection.execute(
            "SELECT count(*) FROM resolved_occurrences WHERE path = ? AND def_path = path", ["quo'te\".py"]
        ).fetchall()
    status.pop("moving.py", None), codes.pop("moving.py", None)
    odd = {name.decode("utf-8", "backslashreplace") for name in ODD_NAMES}
    assert set(status) == {*TEXTS, "fine.py", "vendored/lib.py", *odd}
    assert {path for path, found in status.items() if found == "skipped"} == {"nul.py", "large.py", "deep.py"}
    assert {path for path, found in status.items() if found == "partial"} == {"broken.py", "late_nul.py", "lying.py"}
    assert found == [(3,)]  # the definition, its use, and the module
    assert {"café", "unknown", "packed", "undecodable", "surrogate", "marked", "conflict", "wide"} <= functions
    assert {"late_nul", "returns", "again", "feeds", "before", "fine"} <= functions
    assert not {"secret", "nul", "gone"} & functions
    expected = {
        "lying.py": ["syntax_error", "undecodable"],
        "unknown.py": ["unknown_encoding"],
        "packed.py": ["unknown_encoding"],
        "undecodable.py": ["undecodable"],
        "surrogate.py": ["undecodable"],
        "conflict.py": ["encoding_conflict"],
        "wide.py": ["utf16_or_utf32"],
        "nul.py": ["binary"],
        "late_nul.py": ["syntax_error"],
        "broken.py": ["syntax_error"],
        "large.py": ["too_large"],
        "deep.py": ["too_deep"],
        "inside.py": ["symlink"],
        "outside.py": ["symlink_outside"],
        "device.py": ["symlink_outside"],
    }
    assert expected.items() <= codes.items()
    assert set(codes) - set(expected) <= {"loop.py", "dangling.py"}


@pytest.mark.parametrize("kind", ["file", "missing", "link_loop"])
def test_a_path_that_is_no_folder_is_one_line(tmp_path: Path, kind: str):
    folder = tmp_path / "folder"
    if kind == "file":
        folder.write_bytes(FINE)
    elif kind == "link_loop":
        folder.symlink_to("folder")
    done = codegraph(folder, "--data", tmp_path / "data", "--quiet")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"codegraph: {folder} ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("kind", ["empty", "bare"])
def test_a_folder_without_a_source_is_published(tmp_path: Path, kind: str):
    (tmp_path / "source").mkdir()
    if kind == "bare":
        git(tmp_path / "source", "init", "-q", "--bare")
    assert index_whole(tmp_path, {}) == {}
