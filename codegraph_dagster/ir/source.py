"""The version of a repository's content, for whoever watches it for changes."""

from __future__ import annotations

from codegraph_dagster.ir.discover import discover, repository_state
from codegraph_dagster.languages import project_file_names, suffixes
from codegraph_dagster.settings import RepositorySettings


def source_version(settings: RepositorySettings) -> str:
    """The commit (with -dirty) when there is one, and a digest of every file that would be indexed."""
    return repository_state(settings, suffixes(), project_file_names()).version


def commit_or_digest(settings: RepositorySettings) -> str:
    """The commit that is checked out; outside of git, and before the first commit, a digest of the files.

    Raises CodegraphError when the folder cannot be read.
    """
    found = discover(settings, suffixes(), project_file_names())
    return found.commit or found.state.digest
