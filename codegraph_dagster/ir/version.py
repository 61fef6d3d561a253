"""The version of the extraction."""

from __future__ import annotations

from codegraph_dagster.code_version import code_version
from codegraph_dagster.languages import languages


def extractor_version() -> str:
    """The version of everything that decides about the rows of a file, the layout of the database included."""
    return code_version(
        ("codegraph_dagster.ir", "codegraph_dagster.languages", "codegraph_dagster.store.schema"),
        ("duckdb", "tree-sitter", *(language.grammar_distribution for language in languages().values())),
    )
