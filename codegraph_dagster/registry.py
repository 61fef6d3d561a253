"""The registry of repositories: a YAML file, read and checked before anything runs.

Every mistake in it becomes one line that names the file and the entry.
"""

from __future__ import annotations

import os
import re
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.paths import REGISTRY_VARIABLE, project_root
from codegraph_dagster.settings import (
    DEFAULT_CHUNK_MAX_CHARS,
    DEFAULT_MAX_FILE_BYTES,
    OPTIONAL_STAGES,
    RepositorySettings,
    check_name,
)
from codegraph_dagster.store.replacing import replacing

_CRON_FIELD = r"[A-Za-z0-9*/,\-]+"
_CRON = rf"{_CRON_FIELD}( {_CRON_FIELD}){{4}}"

_NonEmpty = Annotated[str, StringConstraints(min_length=1)]


class _Entry(BaseModel):
    """One repository as the file gives it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: _NonEmpty
    path: _NonEmpty
    languages: list[str] | None = Field(default=None, min_length=1)
    include: list[_NonEmpty] = []
    exclude: list[_NonEmpty] = []
    max_file_bytes: int = Field(default=DEFAULT_MAX_FILE_BYTES, ge=1)
    chunk_max_chars: int = Field(default=DEFAULT_CHUNK_MAX_CHARS, ge=200)
    parallel_workers: int | None = Field(default=None, ge=1)
    schedule: str | None = Field(default=None, pattern=f"^{_CRON}$")
    disabled_stages: list[_NonEmpty] = []


class _UniqueKeysLoader(yaml.SafeLoader):
    """YAML in which a key that is given twice is an error; PyYAML alone would keep the last one silently."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Build a mapping, as the base class does, after a look for repeated keys."""
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, Hashable) and key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} is given twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def registry_path() -> Path:
    """The file that `CODEGRAPH_REPOSITORIES` names, else `data/repositories.yaml` of the project."""
    named = os.environ.get(REGISTRY_VARIABLE)
    return Path(named).expanduser().absolute() if named else project_root() / "data" / "repositories.yaml"


def load_registry(path: Path | None = None) -> dict[str, RepositorySettings]:
    """The repositories by name, in the order of the file.

    Raises CodegraphError for a file that cannot be read and for an entry that makes no sense.
    """
    file = path or registry_path()
    document = _read(file)
    if not isinstance(document, dict) or set(document) != {"repositories"}:
        raise CodegraphError(f"{file}: expected one key, `repositories`, with a list of repositories")
    entries = document["repositories"]
    if not isinstance(entries, list) or not entries:
        raise CodegraphError(f"{file}: `repositories` must be a list with at least one entry")
    registry: dict[str, RepositorySettings] = {}
    taken: dict[str, int] = {}
    for number, raw in enumerate(entries, start=1):
        settings = _settings(file, number, raw)
        # Names become file names, and some file systems do not tell upper from lower case.
        first = taken.setdefault(settings.name.casefold(), number)
        if first != number:
            raise CodegraphError(f"{file}: entry {number} ({settings.name!r}): entry {first} has this name already")
        registry[settings.name] = settings
    return registry


def add_repository(entry: Mapping[str, object], path: Path | None = None) -> None:
    """Add an entry at the end of the registry, which keeps its comments; a file that is missing is made.

    Raises CodegraphError, and leaves the file as it is, when the registry would not load with the entry.
    """
    file = path or registry_path()
    text = file.read_text(encoding="utf-8") if file.exists() and load_registry(file) else "repositories:\n"
    added = _entry_text(entry, _indentation(text))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with replacing(file) as new:
            new.write_text(text + ("" if text.endswith("\n") else "\n") + added, encoding="utf-8")
            _load_with(entry, new, file)
    except OSError as error:
        raise CodegraphError(f"{file} cannot be written: {error.strerror or error}") from error


def _entry_text(entry: Mapping[str, object], indentation: str) -> str:
    lines = yaml.safe_dump([dict(entry)], allow_unicode=True, sort_keys=False, width=10_000).splitlines()
    return "".join(f"{indentation}{line}\n" for line in lines)


def _indentation(text: str) -> str:
    """The blanks before the dash of the last entry: those of one list must be equal."""
    found = re.findall(r"^( *)- ", text, re.MULTILINE)
    return found[-1] if found else "  "


def _load_with(entry: Mapping[str, object], new: Path, file: Path) -> None:
    """Load the new text of the registry, in which the entry must be the last one."""
    try:
        loaded = list(load_registry(new))
    except CodegraphError as error:
        raise CodegraphError(str(error).replace(str(new), str(file))) from error
    if loaded[-1] != entry["name"]:
        raise CodegraphError(f"{file}: the entry cannot be added to a list of this form; add it by hand")


def _read(file: Path) -> object:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise CodegraphError(f"{file}: the registry of repositories cannot be read: {reason}") from error
    try:
        return yaml.load(text, Loader=_UniqueKeysLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise CodegraphError(f"{file}{place}: not valid YAML: {problem}") from error


def _settings(file: Path, number: int, raw: object) -> RepositorySettings:
    label = f"{file}: entry {number}"
    if not isinstance(raw, Mapping):
        raise CodegraphError(f"{label}: expected the keys `name` and `path`, found {raw!r}")
    if isinstance(raw.get("name"), str):
        label = f"{label} ({raw['name']!r})"
    try:
        entry = _Entry.model_validate(dict(raw))
    except ValidationError as error:
        raise CodegraphError(f"{label}: {_explain(error)}") from error
    problem = check_name(entry.name)
    if problem:
        raise CodegraphError(f"{label}: {problem}")
    path = Path(os.path.normpath(file.parent.absolute() / Path(entry.path).expanduser()))
    if not path.is_dir():
        problem = "is not a folder" if path.exists() else "does not exist"
        raise CodegraphError(f"{label}: the path {path} {problem}")
    return RepositorySettings(
        name=entry.name,
        path=path,
        languages=_languages(label, entry.languages),
        include=tuple(entry.include),
        exclude=tuple(entry.exclude),
        max_file_bytes=entry.max_file_bytes,
        chunk_max_chars=entry.chunk_max_chars,
        schedule=entry.schedule,
        parallel_workers=entry.parallel_workers,
        disabled_stages=_stages(label, entry.disabled_stages),
    )


def _languages(label: str, names: list[str] | None) -> tuple[str, ...] | None:
    if names is None:
        return None
    from codegraph_dagster.languages import languages

    unknown = sorted(set(names) - set(languages()))
    if unknown:
        raise CodegraphError(f"{label}: unknown language {', '.join(unknown)}; known: {', '.join(sorted(languages()))}")
    return tuple(dict.fromkeys(names))


def _stages(label: str, names: list[str]) -> tuple[str, ...]:
    unknown = sorted(set(names) - set(OPTIONAL_STAGES))
    if unknown:
        raise CodegraphError(
            f"{label}: `disabled_stages`: {', '.join(unknown)} cannot be switched off; "
            f"these can: {', '.join(OPTIONAL_STAGES)}"
        )
    return tuple(name for name in OPTIONAL_STAGES if name in names)


def _explain(error: ValidationError) -> str:
    """The first problem of an entry in the words of its file."""
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"unknown key `{key}`; known keys: {', '.join(_Entry.model_fields)}"
    if first["type"] == "missing":
        return f"the key `{key}` is missing"
    if key == "schedule":
        return f"`schedule`: {first['input']!r} is not a cron line of five fields"
    return f"`{key}`: {first['msg'][0].lower()}{first['msg'][1:]}, found {first['input']!r}"
