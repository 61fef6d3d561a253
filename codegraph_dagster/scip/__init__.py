"""SCIP, the exchange format of code indexers: a published database as one protobuf file, and a check of such files."""

from __future__ import annotations

from codegraph_dagster.scip.lint import RULES, lint_scip
from codegraph_dagster.scip.stream import read_scip
from codegraph_dagster.scip.write import ScipReport, write_scip

__all__ = ["RULES", "ScipReport", "lint_scip", "read_scip", "write_scip"]
