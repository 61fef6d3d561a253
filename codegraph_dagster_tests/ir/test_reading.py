"""Only regular files below the root are ever read."""

from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path

import pytest

from codegraph_dagster.ir.reading import (
    UnreadableFileError,
    content_id,
    decode_path,
    display_path,
    encode_path,
    read_regular_file,
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path.resolve() / "root"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "file.py").write_bytes(b"x = 1\n")
    return folder


def reason(root: Path, path: str, limit: int = 1000) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        read_regular_file(root, path, limit)
    return caught.value.reason


def test_reads_a_file_up_to_the_limit(root):
    assert read_regular_file(root, "sub/file.py", 6) == b"x = 1\n"
    assert reason(root, "sub/file.py", 5) == "too_large"


def test_a_file_without_a_size_is_read_to_the_limit(root):
    status = read_regular_file(Path(f"/proc/{os.getpid()}"), "status", 100_000)  # its size is said to be 0
    assert status.startswith(b"Name:")


def test_what_is_no_file_is_refused_without_waiting(root):
    os.mkfifo(root / "fifo.py")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(root / "socket.py"))
    (root / "folder.py").mkdir()
    assert reason(root, "fifo.py") == "not_regular"
    assert reason(root, "socket.py") == "not_regular"
    assert reason(root, "folder.py") == "not_regular"
    assert reason(root, "gone.py") == "vanished"
    assert reason(root, "sub/file.py/x.py") == "vanished"


def test_symbolic_links_are_refused_wherever_they_are(root):
    outside = root.parent / "outside"
    outside.mkdir()
    (outside / "secret.py").write_text("secret = 1\n")
    (root / "link.py").symlink_to(outside / "secret.py")
    (root / "folder").symlink_to(outside)
    (root / "inside").symlink_to(root / "sub")
    (root / "loop.py").symlink_to("loop.py")
    assert reason(root, "link.py") == "symlink"
    assert reason(root, "loop.py") == "symlink"
    assert reason(root, "folder/secret.py") == "outside"
    assert reason(root, "../outside/secret.py") == "outside"
    assert reason(root, "inside/file.py") == "outside"  # listed under its own name


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(root):
    (root / "sub" / "file.py").chmod(0)
    assert reason(root, "sub/file.py") == "unreadable"


def test_names_that_are_no_utf_8(root):
    name = b"sub/caf\xe9\n'\".py"
    (Path(os.fsdecode(os.fsencode(root) + b"/" + name))).write_bytes(b"y = 2\n")
    path = decode_path(name)
    assert encode_path(path) == name
    assert read_regular_file(root, path, 100) == b"y = 2\n"
    assert display_path(path) == "sub/caf\\xe9\n'\".py"
    assert display_path("sub/é🎉.py") == "sub/é🎉.py"


def test_a_content_has_the_id_that_git_gives_it(root):
    told = subprocess.run(["git", "hash-object", root / "sub" / "file.py"], capture_output=True, check=True)
    assert content_id(b"x = 1\n") == told.stdout.decode().strip()
