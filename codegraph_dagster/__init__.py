"""Indexes source repositories into DuckDB databases that answer questions about code."""

from codegraph_dagster.api import IndexConfig, IndexResult, StageResult, index_repository
from codegraph_dagster.errors import CodegraphError

__all__ = ["CodegraphError", "IndexConfig", "IndexResult", "StageResult", "index_repository"]
