"""Discovery in real git checkouts and plain folders, friendly and hostile ones."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from codegraph_dagster import processes
from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.ir.discover import Discovery, discover, repository_state
from codegraph_dagster.ir.git import Checkout
from codegraph_dagster.settings import RepositorySettings
from codegraph_dagster_tests.processes import wait_until

LANGUAGES = {".py": "python", ".pyi": "python", ".toy": "toy"}
PROJECT_FILES = ("pyproject.toml", "setup.py")


def git(folder: Path, *arguments: str, **environment: str) -> str:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "protocol.file.allow=always"]
    done = subprocess.run(
        ["git", *identity, *arguments],
        cwd=folder,
        check=True,
        stdin=subprocess.DEVNULL,  # for what git starts, if anything reads it
        capture_output=True,
        env=os.environ | {"GIT_CONFIG_GLOBAL": "/dev/null", **environment},
    )
    return done.stdout.decode().strip()


def plant(root: Path, *names: str, content: str = "x = 1\n") -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)


def checkout(root: Path, *names: str) -> Path:
    root.mkdir(parents=True, exist_ok=True)
    git(root, "init", "-q")
    plant(root, *names)
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", "first")
    return root


def find(root: Path, **options) -> Discovery:
    return discover(RepositorySettings("repo", root, **options), LANGUAGES, PROJECT_FILES)


def paths(root: Path, **options) -> list[str]:
    return [file.path for file in find(root, **options).files]


def codes(discovery: Discovery) -> dict[str, str]:
    return {diagnostic.path: diagnostic.code for diagnostic in discovery.diagnostics}


@pytest.fixture(params=["git", "plain"])
def kind(request) -> str:
    return request.param


@pytest.fixture
def repository(tmp_path: Path, kind: str) -> Path:
    root = tmp_path / "repo"
    root.mkdir()
    if kind == "git":
        git(root, "init", "-q")
    return root


def test_lists_files_of_known_languages_sorted_by_path(repository):
    plant(repository, "b.py", "a/z.py", "a/b.pyi", "a.toy", "README.md", "noext", ".py", "x.PY", ".hidden/h.py")
    discovery = find(repository)
    assert [(file.path, file.language) for file in discovery.files] == [
        (".hidden/h.py", "python"),
        ("a.toy", "toy"),
        ("a/b.pyi", "python"),
        ("a/z.py", "python"),
        ("b.py", "python"),
    ]
    assert all(file.size == 6 and file.disk_path == file.path for file in discovery.files)
    assert discovery.diagnostics == []
    assert paths(repository, languages=("toy",)) == ["a.toy"]
    assert paths(repository, include=("a/",), exclude=("*.pyi",)) == ["a/z.py"]


def test_project_files_are_listed_beside(repository):
    plant(repository, "pyproject.toml", "sub/setup.py", "sub/pyproject.toml", "other.toml")
    discovery = find(repository)
    assert discovery.project_files == ["pyproject.toml", "sub/pyproject.toml", "sub/setup.py"]
    assert [file.path for file in discovery.files] == ["sub/setup.py"]


def test_ignored_files_and_default_folders_are_left_out(repository):
    plant(repository, ".gitignore", content="ignored/\n*.tmp.py\n!kept.tmp.py\n")
    plant(repository, "a.py", "ignored/a.py", "x.tmp.py", "kept.tmp.py", "node_modules/m/a.py", ".tox/py/a.py")
    plant(repository, "env/pyvenv.cfg", "env/lib/a.py", "deep/__pycache__/a.py", "venv/a.py")
    assert paths(repository) == ["a.py", "kept.tmp.py", "venv/a.py"]
    assert paths(repository, include=("node_modules/m", "/env/**")) == ["env/lib/a.py", "node_modules/m/a.py"]


def test_too_large_a_file_is_listed_as_skipped(repository):
    plant(repository, "small.py", "large.py")
    (repository / "large.py").write_bytes(b"#" * 1001)
    discovery = find(repository, max_file_bytes=1000)
    assert [(file.path, file.size, file.skip_reason) for file in discovery.files] == [
        ("large.py", 1001, "too_large"),
        ("small.py", 6, None),
    ]
    (finding,) = discovery.diagnostics
    assert (finding.path, finding.stage, finding.severity, finding.code) == (
        "large.py",
        "ir",
        "warning",
        "too_large",
    )


def test_what_is_no_regular_file_is_not_listed(repository):
    plant(repository, "real.py", "sub/other.py")
    plant(repository.parent, "outside/secret.py")
    os.mkfifo(repository / "fifo.py")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(repository / "socket.py"))
    (repository / "folder.py").mkdir()
    (repository / "inside.py").symlink_to("sub/other.py")
    (repository / "outside.py").symlink_to("../outside/secret.py")
    (repository / "dangling.py").symlink_to("nothing")
    (repository / "loop.py").symlink_to("loop.py")
    (repository / "linked").symlink_to("../outside")
    (repository / "up").symlink_to("..")
    discovery = find(repository)
    assert [file.path for file in discovery.files] == ["real.py", "sub/other.py"]
    found = codes(discovery)
    assert found["inside.py"] == "symlink"
    assert found["outside.py"] == "symlink_outside"
    assert {found.get("fifo.py"), found.get("socket.py")} <= {"not_regular", None}  # git does not list them


def test_names_of_every_kind(repository):
    names = [
        b"a b.py",
        b"quo'te\".py",
        b"new\nline.py",
        "emoji🎉.py".encode(),
        b"caf\xe9.py",
        b"-rf.py",
        b"$(x).py",
    ]
    for name in names:
        Path(os.fsdecode(os.fsencode(repository) + b"/" + name)).write_text("x = 1\n")
    discovery = find(repository)
    expected = [name.decode("utf-8", "backslashreplace") for name in names]
    assert [file.path for file in discovery.files] == sorted(expected)
    assert {file.disk_path.encode("utf-8", "surrogateescape") for file in discovery.files} == set(names)
    assert discovery.state.digest == find(repository).state.digest


def test_two_names_that_look_the_same_are_one_file_and_a_finding(repository):
    for name in (b"caf\xe9.py", b"caf\\xe9.py"):
        Path(os.fsdecode(os.fsencode(repository) + b"/" + name)).write_text("x = 1\n")
    discovery = find(repository)
    assert [file.path for file in discovery.files] == ["caf\\xe9.py"]
    assert codes(discovery) == {"caf\\xe9.py": "duplicate_path"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_permission_is_a_finding(tmp_path):
    plant(tmp_path, "a.py", "closed/b.py")
    (tmp_path / "closed").chmod(0)
    try:
        discovery = find(tmp_path)
    finally:
        (tmp_path / "closed").chmod(0o700)
    assert [file.path for file in discovery.files] == ["a.py"]
    assert codes(discovery) == {"closed": "unreadable_folder"}


def test_an_empty_repository(repository):
    discovery = find(repository)
    assert (discovery.files, discovery.diagnostics, discovery.revision) == ([], [], None)


def test_a_path_that_is_no_folder_is_a_clear_error(tmp_path):
    plant(tmp_path, "file.py")
    with pytest.raises(CodegraphError, match=r"^repo: cannot read .*gone: No such file or directory$"):
        find(tmp_path / "gone")
    with pytest.raises(CodegraphError, match=r"^repo: .*file\.py is not a folder$"):
        find(tmp_path / "file.py")


# In git checkouts -------------------------------------------------------------------------------------------------


def test_tracked_and_untracked_files_of_a_checkout(tmp_path):
    root = checkout(tmp_path, "tracked.py", "deleted.py", "node_modules/kept.py", "forced.py")
    plant(root, ".gitignore", content="forced.py\nignored.py\n")
    plant(root, "untracked.py", "ignored.py", "node_modules/new.py")
    (root / "deleted.py").unlink()
    plant(root, ".git/info/exclude", content="private.py\n")
    plant(root, "private.py")
    assert paths(root) == ["forced.py", "node_modules/kept.py", "tracked.py", "untracked.py"]


def test_a_folder_inside_of_a_checkout(tmp_path):
    root = checkout(tmp_path, "a.py", "sub/b.py", "sub/deep/c.py", "sub2/d.py", ".gitignore")
    (root / ".gitignore").write_text("*.tmp.py\n")
    plant(root, "sub/x.tmp.py", "sub/new.py")
    assert paths(root / "sub") == ["b.py", "deep/c.py", "new.py"]
    assert find(root / "sub").revision == git(root, "rev-parse", "HEAD") + "-dirty"
    (root / "sub/new.py").unlink()
    plant(root, "sub2/new.py")
    assert find(root / "sub").revision == git(root, "rev-parse", "HEAD")


def test_an_ignored_folder_of_a_checkout_is_walked(tmp_path):
    root = checkout(tmp_path, "a.py")
    plant(root, ".gitignore", content="venv/\n")
    plant(root, "venv/lib/flask/app.py")
    discovery = find(root / "venv/lib/flask")
    assert [file.path for file in discovery.files] == ["app.py"]
    assert (discovery.revision, discovery.diagnostics) == (None, [])


def test_a_link_to_a_checkout(tmp_path):
    checkout(tmp_path / "real", "a.py")
    (tmp_path / "link").symlink_to("real")
    discovery = find(tmp_path / "link")
    assert [file.path for file in discovery.files] == ["a.py"]
    assert discovery.root == (tmp_path / "real").resolve()
    assert discovery.revision == discovery.commit


def test_a_conflict_lists_a_file_once(tmp_path):
    root = checkout(tmp_path, "a.py")
    git(root, "checkout", "-q", "-b", "other")
    plant(root, "a.py", content="x = 2\n")
    git(root, "commit", "-q", "-a", "-m", "other")
    git(root, "checkout", "-q", "-")
    plant(root, "a.py", content="x = 3\n")
    git(root, "commit", "-q", "-a", "-m", "mine")
    with pytest.raises(subprocess.CalledProcessError):
        git(root, "merge", "other")
    assert paths(root) == ["a.py"]


def test_linked_worktrees_and_submodules_and_nested_checkouts(tmp_path):
    library = checkout(tmp_path / "library", "lib.py", "deep/lib.py")
    plant(library, ".gitignore", content="*.tmp.py\n")
    git(library, "add", "-A")
    git(library, "commit", "-q", "-m", "ignore")
    root = checkout(tmp_path / "repo", "a.py")
    git(root, "submodule", "add", "-q", str(library), "vendored/library")
    git(root, "commit", "-q", "-m", "submodule")
    plant(root, "vendored/library/new.py", "vendored/library/x.tmp.py")
    expected = ["a.py", "vendored/library/deep/lib.py", "vendored/library/lib.py", "vendored/library/new.py"]
    assert paths(root) == expected
    assert find(root).revision == git(root, "rev-parse", "HEAD")  # a submodule is no file of the commit
    checkout(root / "nested", "n.py")
    assert paths(root) == sorted([*expected, "nested/n.py"])
    assert paths(root, exclude=("vendored", "nested")) == ["a.py"]
    git(root, "worktree", "add", "-q", str(tmp_path / "tree"))
    assert paths(tmp_path / "tree") == ["a.py"]  # its submodule is not checked out
    assert find(tmp_path / "tree").revision == git(root, "rev-parse", "HEAD")


def test_a_bare_repository_has_no_files(tmp_path):
    checkout(tmp_path / "repo", "a.py")
    git(tmp_path, "clone", "-q", "--bare", "repo", "bare.git")
    assert find(tmp_path / "bare.git").files == []


@pytest.mark.parametrize("damage", ["empty", "head", "index", "gitfile", "config"])
def test_a_broken_git_folder_is_walked_with_a_warning(tmp_path, damage):
    root = checkout(tmp_path, "a.py", "b.py")
    plant(root, ".gitignore", content="b.py\n")
    if damage in {"empty", "gitfile"}:
        shutil.rmtree(root / ".git")
    match damage:
        case "empty":
            (root / ".git").mkdir()
        case "gitfile":
            (root / ".git").write_text("gitdir: /nowhere\n")
        case "head":
            (root / ".git/HEAD").unlink()
        case "index":
            (root / ".git/index").write_bytes(b"garbage" * 100)
        case "config":
            (root / ".git/config").write_text("[core\nrepositoryformatversion = 99\n")
    discovery = find(root)
    assert [file.path for file in discovery.files] == ["a.py"]
    assert codes(discovery) == {"": "git_unusable"}
    assert discovery.revision is None


def test_without_git_a_checkout_is_walked(tmp_path, monkeypatch):
    root = checkout(tmp_path / "repo", "a.py")
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    discovery = find(root)
    assert [file.path for file in discovery.files] == ["a.py"]
    assert discovery.diagnostics[0].message.endswith("git is not installed")


def test_git_that_does_not_end_is_ended_with_all_that_it_started(tmp_path, monkeypatch):
    root = checkout(tmp_path / "repo", "a.py", "b/c.py")
    programs = tmp_path / "bin"
    programs.mkdir()
    started = tmp_path / "started"
    slow = programs / "git"
    slow.write_text(f"#!/bin/sh\nsleep 1000 &\necho $! > {started}\nwait\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", str(programs), prepend=os.pathsep)
    monkeypatch.setattr("codegraph_dagster.ir.git._TIME_LIMIT_SECONDS", 1.0)
    discovery = find(root)
    assert [file.path for file in discovery.files] == ["a.py", "b/c.py"]
    assert codes(discovery) == {"": "git_unusable"}
    assert discovery.diagnostics[0].message.endswith(": git rev-parse took longer than 1 s")
    wait_until(lambda: processes.identity_of(int(started.read_text())) is None)


def test_nothing_that_a_checkout_configures_is_run(tmp_path):
    """Each trap leaves a mark when it is run. `git status` shows that some of them are live."""
    root = checkout(tmp_path / "repo", "a.py", "sub/b.py")
    marks = tmp_path / "marks"
    marks.mkdir()
    trap = tmp_path / "trap"
    # It ends at once, whatever git says: `filter.process` is a dialogue, in which each could wait for the other.
    trap.write_text(f'#!/bin/sh\ntouch {marks}/"$1"\nexit 1\n')
    trap.chmod(0o755)
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for hook in ("post-index-change", "fsmonitor-watchman", "reference-transaction", "post-checkout"):
        (hooks / hook).write_text(f"#!/bin/sh\ntouch {marks}/hook\n")
        (hooks / hook).chmod(0o755)
    configuration = {
        "core.fsmonitor": f"{trap} fsmonitor",
        "core.hooksPath": str(hooks),
        "core.pager": f"{trap} pager",
        "core.editor": f"{trap} editor",
        "core.sshCommand": f"{trap} ssh",
        "core.askPass": f"{trap} askpass",
        "core.gitProxy": f"{trap} proxy",
        "credential.helper": f"!{trap} credential",
        "filter.trap.clean": f"{trap} clean",
        "filter.trap.smudge": f"{trap} smudge",
        "filter.trap.process": f"{trap} process",
        "filter.trap.required": "false",
        "diff.trap.textconv": f"{trap} textconv",
        "diff.external": f"{trap} diff",
        "alias.ls-files": f"!{trap} alias",
        "protocol.ext.allow": "always",
        "remote.origin.url": f"ext::{trap} remote",
        "remote.origin.promisor": "true",
        "remote.origin.partialclonefilter": "blob:none",
        "remote.origin.uploadpack": f"{trap} uploadpack",
        "uploadpack.packObjectsHook": f"{trap} pack",
        "submodule.recurse": "true",
        "gc.auto": "1",
    }
    for key, value in configuration.items():
        git(root, "config", key, value)
    plant(root, ".gitattributes", content="*.py filter=trap diff=trap\n")
    plant(root, "a.py", content="x = 2\n")  # of the same length: only its content tells that it is not committed
    with suppress(subprocess.CalledProcessError):
        git(root, "status", "--short")
    assert {"fsmonitor", "clean", "process"} & {mark.name for mark in marks.iterdir()}, "the traps are not live"
    for mark in marks.iterdir():
        mark.unlink()
    index = (root / ".git/index").read_bytes()

    discovery = find(root)
    assert [file.path for file in discovery.files] == ["a.py", "sub/b.py"]
    assert discovery.diagnostics == []
    assert discovery.revision == f"{discovery.commit}-dirty"
    for folder in (root / ".git/objects").iterdir():  # objects that are gone would be fetched from the promisor
        if len(folder.name) == 2:
            shutil.rmtree(folder)
    assert [file.path for file in find(root).files] == ["a.py", "sub/b.py"]
    assert find(root).revision == f"{discovery.commit}-dirty"
    assert list(marks.iterdir()) == []
    assert (root / ".git/index").read_bytes() == index


def test_a_configured_work_tree_leads_nowhere(tmp_path):
    plant(tmp_path / "secret", "secret.py")
    root = checkout(tmp_path / "repo", "a.py")
    git(root, "config", "core.worktree", str(tmp_path / "secret"))
    assert paths(root) == ["a.py"]
    git(root, "config", "core.worktree", "/")
    assert paths(root) == ["a.py"]


def test_tracked_files_behind_a_folder_that_became_a_link_are_not_followed(tmp_path):
    plant(tmp_path / "secret", "b.py")
    root = checkout(tmp_path / "repo", "a.py", "sub/b.py")
    shutil.rmtree(root / "sub")
    (root / "sub").symlink_to(tmp_path / "secret")
    assert paths(root) == ["a.py"]
    assert find(root).revision.endswith("-dirty")


def test_a_folder_that_looks_like_a_bare_repository_is_a_folder(tmp_path):
    root = checkout(tmp_path / "repo", "a.py")
    mark = tmp_path / "mark"
    inner = root / "inner"
    git(tmp_path, "init", "-q", "--bare", str(inner))
    git(inner, "config", "core.fsmonitor", f"touch {mark}")
    git(inner, "config", "core.worktree", str(root))
    git(inner, "config", "core.bare", "false")
    plant(inner, "b.py")
    assert paths(root) == ["a.py", "inner/b.py"]
    assert paths(inner) == ["b.py"]
    assert not mark.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_checkout_of_another_user(tmp_path):
    root = checkout(tmp_path / "repo", "a.py")
    for path in (root, *root.rglob("*")):
        os.chown(path, 12345, 12345)
    discovery = find(root)
    assert (discovery.diagnostics, discovery.revision) == ([], discovery.commit)


def test_variables_of_a_calling_git_are_not_passed_on(tmp_path, monkeypatch):
    root = checkout(tmp_path / "repo", "a.py", "tracked.py")
    plant(root, ".gitignore", content="tracked.py\n")  # only the right index has it
    other = checkout(tmp_path / "other", "b.py")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git/index"))
    monkeypatch.setenv("GIT_PREFIX", "x")
    assert paths(root) == ["a.py", "tracked.py"]


def test_an_ignore_file_outside_of_the_repository_does_not_count(tmp_path):
    root = checkout(tmp_path / "repo")
    plant(root, "a.py")
    plant(tmp_path, "ignore", content="a.py\n")
    git(root, "config", "core.excludesFile", str(tmp_path / "ignore"))
    assert paths(root) == ["a.py"]


@pytest.mark.parametrize("place", [".gitignore", ".git/info/exclude", ".gitattributes"])
def test_a_fifo_in_place_of_a_file_that_git_reads(repository, place, monkeypatch):
    monkeypatch.setattr("codegraph_dagster.ir.git._TIME_LIMIT_SECONDS", 0.5)  # git waits for someone to write
    plant(repository, "a.py", place)
    (repository / place).unlink()
    os.mkfifo(repository / place)
    discovery = find(repository)
    assert [file.path for file in discovery.files] == ["a.py"]
    assert set(codes(discovery).values()) <= {"git_unusable", "ignore_file_unreadable"}


# Revision and digest ----------------------------------------------------------------------------------------------


def state(root: Path, **options):
    return repository_state(RepositorySettings("repo", root, **options), LANGUAGES, PROJECT_FILES)


def test_the_digest_follows_the_contents_and_nothing_else(repository):
    plant(repository, "a.py", "b.py", "pyproject.toml", "README.md")
    first = state(repository).digest
    os.utime(repository / "a.py", (1, 1))
    plant(repository, "README.md", content="other")
    assert state(repository).digest == first
    seen = {first}
    changes = [
        lambda: plant(repository, "a.py", content="x = 2\n"),
        lambda: plant(repository, "new.py"),
        lambda: (repository / "new.py").rename(repository / "renamed.py"),
        lambda: (repository / "renamed.py").unlink() or plant(repository, "c.py", content=""),
        lambda: plant(repository, "pyproject.toml", content="other"),
    ]
    for change in changes:
        stat = (repository / "a.py").stat()
        change()
        os.utime(repository / "a.py", ns=(stat.st_atime_ns, stat.st_mtime_ns))  # time stamps tell nothing
        seen.add(state(repository).digest)
    assert len(seen) == 1 + len(changes)
    plant(repository, "a.py")
    plant(repository, "pyproject.toml")
    (repository / "c.py").unlink()
    assert state(repository).digest == first


def test_the_digest_is_the_same_in_and_outside_of_git(tmp_path):
    root = checkout(tmp_path / "repo", "a.py", "sub/b.py")
    git(tmp_path, "clone", "-q", "repo", "clone")
    shutil.copytree(root, tmp_path / "copy", ignore=shutil.ignore_patterns(".git"))
    assert state(root) == state(tmp_path / "clone")
    assert state(root).digest == state(tmp_path / "copy").digest
    assert state(tmp_path / "copy").revision is None


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_the_revision_is_dirty_when_indexable_files_are_not_as_committed(tmp_path, object_format):
    root = tmp_path / "repo"
    root.mkdir()
    git(root, "init", "-q", f"--object-format={object_format}")
    assert state(root).revision is None
    checkout(root, "a.py", "b.py", "README.md", "large.py", "pyproject.toml")
    plant(root, "large.py", content="#" * 2000)
    git(root, "commit", "-q", "-a", "-m", "large")
    commit = git(root, "rev-parse", "HEAD")
    options = {"max_file_bytes": 1000}
    assert state(root, **options).revision == commit
    plant(root, "README.md", "notes.txt", content="other")
    assert state(root, **options).revision == commit
    for change in (
        lambda: plant(root, "a.py", content="x = 2\n"),
        lambda: plant(root, "new.py"),
        (root / "b.py").unlink,
        lambda: plant(root, "pyproject.toml", content="other"),
        lambda: ((root / "a.py").unlink(), (root / "a.py").symlink_to("b.py")),
    ):
        change()
        assert state(root, **options).revision == commit + "-dirty"
        git(root, "checkout", "-q", ".")
        git(root, "clean", "-q", "-f", "*.py")
        assert state(root, **options).revision == commit
    plant(root, "a.py", content="x = 2\n")
    assert state(root, exclude=("a.py",)).revision == commit


def test_line_ends_that_git_converts_are_not_dirty(tmp_path):
    root = checkout(tmp_path / "repo", "a.py")
    git(root, "config", "core.autocrlf", "true")
    (root / "a.py").unlink()
    git(root, "checkout", "-q", ".")
    assert (root / "a.py").read_bytes() == b"x = 1\r\n"
    assert state(root).revision == git(root, "rev-parse", "HEAD")


def test_files_that_vanish_after_the_listing_do_not_end_it(repository):
    plant(repository, "a.py", "b.py")
    discovery = find(repository)
    (repository / "a.py").unlink()
    os.mkfifo(repository / "a.py")
    (repository / "b.py").unlink()
    assert len(discovery.state.digest) == 32


def test_many_files_take_no_more_commands_than_few(repository, monkeypatch):
    commands: list[str] = []
    run = Checkout._run

    def counting(self, *arguments, **options):
        commands.append(arguments[0])
        return run(self, *arguments, **options)

    monkeypatch.setattr(Checkout, "_run", counting)
    plant(repository, "a.py")
    find(repository)
    few = list(commands)
    commands.clear()
    for folder in range(50):
        (repository / f"package{folder}").mkdir()
        for number in range(40):
            (repository / f"package{folder}" / f"module{number}.py").write_bytes(b"x = 1\n")
    assert len(find(repository).files) == 2001
    assert commands == few
