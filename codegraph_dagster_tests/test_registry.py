from pathlib import Path

import pytest

from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.registry import load_registry
from codegraph_dagster.settings import RepositorySettings


def write(folder: Path, text: str) -> Path:
    (folder / "repo").mkdir(exist_ok=True)
    (folder / "file").touch()
    file = folder / "repositories.yaml"
    file.write_text(text)
    return file


def test_an_entry_with_everything(tmp_path: Path):
    file = write(
        tmp_path,
        """
        repositories:
          - {name: plain, path: repo}
          - name: full
            path: ./repo/../repo
            include: [src/]
            exclude: ["*.gen"]
            max_file_bytes: 10
            chunk_max_chars: 500
            parallel_workers: 3
            schedule: "0 4 * * 1-5"
        """,
    )
    assert load_registry(file) == {
        "plain": RepositorySettings("plain", tmp_path / "repo"),
        "full": RepositorySettings(
            "full",
            tmp_path / "repo",
            include=("src/",),
            exclude=("*.gen",),
            max_file_bytes=10,
            chunk_max_chars=500,
            parallel_workers=3,
            schedule="0 4 * * 1-5",
        ),
    }


def test_the_environment_names_another_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = write(tmp_path, "repositories: [{name: other, path: repo}]")
    monkeypatch.setenv("CODEGRAPH_REPOSITORIES", str(file))
    assert list(load_registry()) == ["other"]


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ("[{name: a, path: repo}, {name: a, path: repo}]", "entry 2 ('a'): entry 1 has this name already"),
        ("[{name: a, path: repo}, {name: A, path: repo}]", "entry 2 ('A'): entry 1 has this name already"),
        ("[{name: ../a, path: repo}]", "entry 1 ('../a'): the name '../a' cannot be a file name"),
        ("[{name: .a, path: repo}]", "cannot be a file name"),
        ("[{name: a...b, path: repo}]", "cannot be a file name"),
        ('[{name: "a\\n", path: repo}]', "cannot be a file name"),
        ("[{name: a/b, path: repo}]", "cannot be a file name"),
        ("[{name: 7, path: repo}]", "entry 1: `name`: input should be a valid string, found 7"),
        ("[{name: a}]", "entry 1 ('a'): the key `path` is missing"),
        ("[{path: repo}]", "entry 1: the key `name` is missing"),
        ("[{name: a, path: nowhere}]", "nowhere does not exist"),
        ("[{name: a, path: file}]", "file is not a folder"),
        (
            "[{name: a, path: repo, colour: red}]",
            "entry 1 ('a'): unknown key `colour`; known keys: name, path",
        ),
        (
            "[{name: a, path: repo, max_file_bytes: much}]",
            "`max_file_bytes`: input should be a valid integer",
        ),
        ("[{name: a, path: repo, parallel_workers: 0}]", "`parallel_workers`: input should be greater than"),
        ("[{name: a, path: repo, schedule: daily}]", "'daily' is not a cron line of five fields"),
        ("[{name: a, path: repo, languages: [klingon]}]", "unknown language klingon; known: "),
        ("[{name: a, path: repo, path: repo}]", "line 1: not valid YAML: the key 'path' is given twice"),
        ("[text]", "entry 1: expected the keys `name` and `path`, found 'text'"),
        ("[]", "`repositories` must be a list with at least one entry"),
        ("[", "line 1: not valid YAML: "),
        ("[]\nother: 1", "expected one key, `repositories`"),
    ],
)
def test_a_mistake_is_one_line_that_names_file_and_entry(tmp_path: Path, entries: str, message: str):
    file = write(tmp_path, f"repositories: {entries}")
    with pytest.raises(CodegraphError) as raised:
        load_registry(file)
    assert message in str(raised.value)
    assert str(raised.value).startswith(str(file))
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(("content", "message"), [(None, "No such file"), (b"\xff\xfe", "not UTF-8")])
def test_an_unreadable_file(tmp_path: Path, content: bytes | None, message: str):
    file = tmp_path / "r.yaml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CodegraphError, match=f"cannot be read: .*{message}"):
        load_registry(file)


def test_the_committed_registry_is_this_project():
    path = Path(__file__).parent.parent / "data" / "repositories.yaml"
    assert load_registry(path) == {"codegraph_dagster": RepositorySettings("codegraph_dagster", path.parent.parent)}
