"""The version of a repository's content, for whoever watches it for changes."""

from __future__ import annotations

from codegraph_dagster.ir.discover import repository_state
from codegraph_dagster.languages import languages, suffixes
from codegraph_dagster.settings import RepositorySettings


def source_version(settings: RepositorySettings) -> str:
    """The commit (with -dirty) when there is one, and a digest of every file that would be indexed."""
    project_files = frozenset().union(*(language.project_file_names for language in languages().values()))
    state = repository_state(settings, suffixes(), project_files)
    return f"{state.revision or 'no-commit'} {state.digest}"
