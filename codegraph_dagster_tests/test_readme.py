"""The README: its queries run, and what it names exists."""

from __future__ import annotations

import re
import shlex
from importlib import import_module
from pathlib import Path

import click
import duckdb
import pytest
import yaml

from codegraph_dagster.cli.main import group
from codegraph_dagster.definitions import build_definitions
from codegraph_dagster.defs.assets import PUBLISHED, PUBLISHED_DEPS, STAGES
from codegraph_dagster.defs.overview import OVERVIEW
from codegraph_dagster.defs.repository_map import MAP
from codegraph_dagster.defs.scip import SCIP
from codegraph_dagster.registry import _Entry, load_registry
from codegraph_dagster.settings import RepositorySettings
from codegraph_dagster.store.database import script_text
from codegraph_dagster.store.publish import publish
from codegraph_dagster_tests.repositories import write_repository
from codegraph_dagster_tests.stages.building import index

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def section(title: str) -> str:
    """The text below a heading, up to the next one of any level."""
    text = re.split(rf"^##+ {re.escape(title)}$", README, flags=re.MULTILINE)[1]
    return re.split(r"^##+ ", text, maxsplit=1, flags=re.MULTILINE)[0]


def first_column(table: str) -> list[str]:
    """The code in the first cells of a section's tables."""
    return [name for cell in re.findall(r"^\| (`[^|]*)\|", table, re.MULTILINE) for name in re.findall("`(.+?)`", cell)]


def sources(*patterns: str) -> str:
    """Everything but the README and this test in which a name can be given its meaning."""
    files = [path for pattern in patterns for path in ROOT.glob(pattern) if path != Path(__file__)]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readme")
    repository = write_repository(folder / "example", modules=3)
    files = {str(path.relative_to(repository)): path.read_bytes() for path in repository.rglob("*.*")}
    stages = (import_module(f"codegraph_dagster.stages.{stage.name}").STAGE for stage in STAGES if stage.name != "ir")
    store = index(folder, {**files, "broken.py": "def broken(:\n"}, *stages).store
    publication = publish(store, log=lambda line: None)
    assert publication.refusal is None
    return publication.path


@pytest.fixture(scope="module")
def public_tables(published: Path) -> list[str]:
    with duckdb.connect(str(published), read_only=True) as connection:
        rows = connection.execute(script_text("codegraph_dagster.store", "public_tables.sql")).fetchall()
    return [name for (name,) in rows]


def test_there_are_five_queries():
    assert len(re.findall(r"^\*\*\d\. .*?^```sql$", section("Five queries"), re.MULTILINE | re.DOTALL)) == 5


@pytest.mark.parametrize("query", [*blocks("sql"), *re.findall(r"`(SELECT .+?)`", README)])
def test_queries_run(query: str, published: Path):
    with duckdb.connect(str(published), read_only=True) as connection:
        connection.execute(query).fetchall()


@pytest.mark.parametrize("query", blocks("sql"))
def test_the_output_has_the_columns_of_the_query(query: str, published: Path):
    output = README.split(f"```sql\n{query}```\n\n```text\n")[1].split("\n```")[0]
    head = [cell.strip() for cell in output.splitlines()[1].strip("│").split("│")]
    with duckdb.connect(str(published), read_only=True) as connection:
        description = connection.execute(query).description
    assert head == [column[0] for column in description]


def test_python_blocks_compile_and_import():
    for block in blocks("python"):
        compile(block, "README.md", "exec")
        exec("\n".join(line for line in block.splitlines() if re.match("(from|import) ", line)), {})


def test_every_table_is_listed(public_tables: list[str]):
    assert sorted(first_column(section("Tables and views"))) == sorted(public_tables)


def test_the_graph_is_the_assets():
    edges = set(re.findall(r"^ +(\w+) --> (\w+)$", blocks("mermaid")[0], re.MULTILINE))
    assets = {stage.name: stage.deps for stage in STAGES} | {PUBLISHED: PUBLISHED_DEPS}
    assets |= dict.fromkeys((OVERVIEW, MAP, SCIP), (PUBLISHED,))
    assert edges == {(dep, name) for name, deps in assets.items() for dep in deps}
    assert set(first_column(section("The assets"))) == {"source", *assets}


def test_jobs_and_schedules_exist():
    repository = build_definitions({"one": RepositorySettings("one", ROOT)}).get_repository_def()
    jobs = {job.name for job in repository.get_all_jobs() if not job.name.startswith("__")}
    assert set(first_column(section("Ways to run"))) == jobs
    assert set(re.findall(r" -j (\w+)", README)) <= jobs
    assert set(re.findall(r"schedule start (\w+)", README)) <= {each.name for each in repository.schedule_defs}


def test_registry_keys_are_listed_with_their_defaults(tmp_path: Path):
    assert first_column(section("Registry")) == list(_Entry.model_fields)
    for name, field in _Entry.model_fields.items():
        if isinstance(field.default, int):
            assert re.search(rf"^\| `{name}` \|.*\| {field.default} \|$", README, re.MULTILINE)
    (example,) = (found for found in map(yaml.safe_load, blocks("yaml")) if "repositories" in found)
    example["repositories"][0]["path"] = str(tmp_path)
    (tmp_path / "repositories.yaml").write_text(yaml.safe_dump(example))
    assert list(load_registry(tmp_path / "repositories.yaml")) == ["django"]


def test_make_targets_and_variables_exist():
    makefile = (ROOT / "Makefile").read_text()
    targets = re.findall(
        r"\bmake ([a-z]+)(?=[ `\n])", "\n".join(blocks("sh")) + "".join(re.findall("`make .+?`", README))
    )
    assert {"index", "test"} <= set(targets)
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    for variable in re.findall(r"\bmake [a-z]+ .*?([A-Z]+)=", README):
        assert f"$({variable})" in makefile, variable


def commands_of(command: click.Command) -> list[click.Command]:
    below = command.commands.values() if isinstance(command, click.Group) else ()
    return [command, *(each for child in below for each in commands_of(child))]


def parse(arguments: list[str]) -> None:
    """Parse a command line as `codegraph` does, without running it. Raises click.UsageError."""
    command: click.Command = group
    context = None
    name: str | None = "codegraph"
    while True:
        context = command.make_context(name, arguments, parent=context)
        if not isinstance(command, click.Group):
            return
        name, found, arguments = command.resolve_command(context, [*context._protected_args, *context.args])
        assert found is not None
        command = found


def test_every_command_is_listed():
    assert set(first_column(section("Command line"))) == set(group.commands)


def test_commands_and_options_exist():
    commands = {line.split("#")[0].strip() for block in blocks("sh") for line in block.splitlines()}
    words = {next(word for word in line.split() if "=" not in word) for line in commands}
    assert words <= {".", "make", "codegraph", "dagster", "dagster-webserver"}
    assert 'codegraph = "codegraph_dagster.cli:main"' in (ROOT / "pyproject.toml").read_text()
    for line in commands:
        if line.startswith("codegraph ") and "--help" not in line:
            parse(shlex.split(line)[1:])
    for option in re.findall(r"`(--[a-z]+)[ \d]*`", README.replace("`--host`", "")):
        known = {name for command in commands_of(group) for parameter in command.params for name in parameter.opts}
        assert option in known, option


def test_environment_variables_exist():
    code = sources("codegraph_dagster/**/*.py", "dagster.yaml", "Makefile")
    variables = set(re.findall(r"\b[A-Z]+_[A-Z_]+[A-Z]\b", "".join(re.findall(r"`[^`\n]+`", README))))
    assert {"CODEGRAPH_DATA_DIR", "CODEGRAPH_REPOSITORIES", "DAGSTER_HOME"} <= variables
    assert set(first_column(section("Environment variables"))) <= variables
    for variable in variables:
        assert re.search(rf"\b{variable}\b", code), variable


def test_diagnostic_codes_and_messages_exist():
    code = sources("codegraph_dagster/**/*.py")
    tables = first_column(section("When something goes wrong"))
    codes = [name for name in tables if re.fullmatch("[a-z_-]+", name)]
    assert len(codes) > 10
    for name in codes:
        assert f'"{name}"' in code, name


def test_files_that_are_named_exist():
    for path in re.findall(r"`((?:codegraph_dagster\w*|benchmarks|data)/[\w./]+)`", README):
        if not re.search("NAME|^data/(index|work)", path):
            assert (ROOT / path).exists(), path
