"""Indexes source repositories into DuckDB databases that answer questions about code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from codegraph_dagster.api import IndexConfig, IndexResult, StageResult, index_repository
    from codegraph_dagster.errors import CodegraphError

__all__ = ["CodegraphError", "IndexConfig", "IndexResult", "StageResult", "index_repository"]


def __getattr__(name: str) -> Any:
    """Import the API when it is first used: every module of the package comes through here, the quick commands too."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from codegraph_dagster import api

    return getattr(api, name)
