"""The assets: one for each stage, partitioned by repository. Their bodies open, call the core, and report."""

# No `from __future__ import annotations` here: Dagster reads the annotations of asset functions.
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

import dagster as dg

from codegraph_dagster.defs.begin import begin_step
from codegraph_dagster.defs.partitions import Registry, repository_partitions, requested_repository
from codegraph_dagster.defs.sources import code_references
from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.paths import DataLayout
from codegraph_dagster.settings import RepositorySettings
from codegraph_dagster.store.faults import explained
from codegraph_dagster.store.working import WorkingStore

if TYPE_CHECKING:
    from codegraph_dagster.stages.report import StageReport

OWNERS = ["team:codegraph"]
SOURCE = "source"
IR = "ir"
PUBLISHED = "published_index"

# A step that was killed is run once more; a mistake that the user must put right is not.
RETRY = dg.RetryPolicy(max_retries=1, delay=1)


@dataclass(frozen=True)
class StageAsset:
    """A stage as Dagster shows it. `table` is the public table that stands for its rows."""

    name: str
    deps: tuple[str, ...]
    table: str
    group: str
    kinds: frozenset[str]
    description: str


STAGES = (
    StageAsset(
        IR,
        (SOURCE,),
        "nodes",
        "intake",
        frozenset({"treesitter", "duckdb"}),
        "What the syntax of each file says: discovers the files of the repository, parses them in worker "
        "processes, and writes definitions, names, scopes, imports and calls, before anything is resolved. "
        "Its table `nodes` lists what is defined where, with signature and documentation, down to parameters.",
    ),
    StageAsset(
        "chunks",
        (IR,),
        "chunks",
        "analysis",
        frozenset({"duckdb", "sql"}),
        "Pieces for reading and retrieval, in a hierarchy from the repository down to the function. "
        "Its table `chunks` is for embedding: each leaf has its text, its place and about how many tokens it takes; "
        "an inner chunk is the summary of what is below it.",
    ),
    StageAsset(
        "cross_file",
        (IR,),
        "imports",
        "analysis",
        frozenset({"duckdb", "sql"}),
        "Where each import leads, through re-exports; exports, dependencies between files and their cycles. "
        "Its table `imports` tells what a file needs: the file and the symbol behind each imported name, or why it "
        "leads out of the repository.",
    ),
    StageAsset(
        "occurrences",
        (IR,),
        "occurrences",
        "analysis",
        frozenset({"duckdb", "sql"}),
        "Every definition and reference of a name with its SCIP role, resolved by the scopes of its file. "
        "Its table `occurrences` answers what stands at a position, and where a symbol is read and written.",
    ),
    StageAsset(
        "symbols",
        (IR,),
        "symbols",
        "analysis",
        frozenset({"duckdb", "sql"}),
        "The SCIP symbol of each definition: kind, signature, documentation, visibility, relationships. "
        "Its table `symbols` is for search and hover: one row for each thing that can be referred to.",
    ),
    StageAsset(
        "references",
        ("cross_file", "occurrences", "symbols"),
        "call_edges",
        "analysis",
        frozenset({"duckdb", "sql"}),
        "What names and attributes refer to in other files, and which definition calls which. "
        "Its table `call_edges` answers who calls a function and what it calls; with its rows, "
        "`resolved_occurrences` leads from a name to its definition across files.",
    ),
)
PUBLISHED_DEPS = ("chunks", "references")


def build_assets(registry: Registry) -> list[dg.AssetsDefinition | dg.SourceAsset]:
    """All assets for the repositories of a registry."""
    partitions = repository_partitions(registry)
    return [
        _source_asset(registry, partitions),
        *(_stage_asset(stage, registry, partitions) for stage in STAGES),
        _published_asset(registry, partitions),
    ]


def _source_asset(registry: Registry, partitions: dg.PartitionsDefinition[str]) -> dg.SourceAsset:
    @dg.observable_source_asset(
        name=SOURCE,
        partitions_def=partitions,
        group_name="intake",
        tags={"dagster/kind/git": ""},
        metadata=code_references(SOURCE),
        description="The repository's files: tells whether an index is out of date. An observation computes a data "
        "version from what would be indexed: it stays the same as long as no such file is added, removed, renamed or "
        "changed.",
    )
    def source(context: dg.OpExecutionContext) -> dg.DataVersionsByPartition:
        from codegraph_dagster.ir.source import source_version

        versions = {}
        for name, settings in registry.items():
            versions[name] = source_version(settings)
            context.log.info(f"{name}: {versions[name]}")
        return dg.DataVersionsByPartition(versions)

    return source


def _stage_asset(
    stage: StageAsset, registry: Registry, partitions: dg.PartitionsDefinition[str]
) -> dg.AssetsDefinition:
    @dg.asset(
        name=stage.name,
        deps=stage.deps,
        partitions_def=partitions,
        group_name=stage.group,
        kinds=set(stage.kinds),
        description=stage.description,
        owners=OWNERS,
        code_version=_code_version(stage.name),
        retry_policy=RETRY,
    )
    def stage_asset(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        from codegraph_dagster.defs.metadata import read_facts, stage_metadata

        settings = requested_repository(context, registry)
        store = WorkingStore(DataLayout.from_environment(), settings.name)
        with users_mistakes():
            begin_step(context, store)
            report = _build_ir(context, store, settings) if stage.name == IR else _run(context, stage, store, settings)
            facts = read_facts(store, stage.table)
        return dg.MaterializeResult(metadata=stage_metadata(report, facts))

    return stage_asset


def _published_asset(registry: Registry, partitions: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    from codegraph_dagster.store.publish import RULES

    @dg.asset(
        name=PUBLISHED,
        deps=PUBLISHED_DEPS,
        partitions_def=partitions,
        group_name="publication",
        kinds={"duckdb", "file"},
        description="The database that users open: checked against the integrity rules, then replaced "
        "atomically. A database that breaks a rule is not published, and the last published one stays. Its columns "
        "are those of all its tables; `changes` tells what is not as it was in the database before.",
        owners=OWNERS,
        retry_policy=RETRY,
        check_specs=[
            dg.AssetCheckSpec(name, asset=PUBLISHED, description=description, blocking=True)
            for name, description in RULES.items()
        ],
    )
    def published_index(
        context: dg.AssetExecutionContext,
    ) -> Iterator[dg.AssetCheckResult | dg.MaterializeResult[None]]:
        from codegraph_dagster.defs.change_report import changes_metadata
        from codegraph_dagster.defs.metadata import publication_metadata
        from codegraph_dagster.store.publish import publish

        settings = requested_repository(context, registry)
        store = WorkingStore(DataLayout.from_environment(), settings.name)
        with users_mistakes():
            begin_step(context, store)
            publication = publish(store, log=context.log.info, run_id=context.run_id)
        for rule in publication.rules:
            yield dg.AssetCheckResult(
                check_name=rule.rule,
                asset_key=PUBLISHED,
                passed=rule.passed,
                metadata={"violations": rule.violations, "example": rule.example or ""},
            )
        if publication.report is None:
            raise dg.Failure(publication.refusal, allow_retries=False)
        yield dg.MaterializeResult(
            metadata={
                **publication_metadata(publication.report, publication.path, settings.name),
                **changes_metadata(publication.changes),
            }
        )

    return published_index


def _code_version(stage: str) -> str:
    if stage == IR:
        from codegraph_dagster.ir.extract import EXTRACTOR_VERSION

        return EXTRACTOR_VERSION
    return str(import_module(f"codegraph_dagster.stages.{stage}").STAGE.version)


def _build_ir(context: dg.AssetExecutionContext, store: WorkingStore, settings: RepositorySettings) -> "StageReport":
    from codegraph_dagster.ir.build import build_ir

    context.log.info(f"ir: start, process {os.getpid()}")
    report = build_ir(store, settings, log=context.log.info, workers=settings.workers, run_id=context.run_id)
    context.log.info(f"ir: end, process {os.getpid()}, {report.items:,} files in {report.seconds:.2f} s")
    return report


def _run(
    context: dg.AssetExecutionContext, stage: StageAsset, store: WorkingStore, settings: RepositorySettings
) -> "StageReport":
    from codegraph_dagster.stages.runner import run_stage

    definition = import_module(f"codegraph_dagster.stages.{stage.name}").STAGE
    return run_stage(definition, store, settings, log=context.log.info, run_id=context.run_id)


@contextmanager
def users_mistakes() -> Iterator[None]:
    """Turn what the user must put right, on the disk too, into a failure that is not tried again."""
    try:
        with explained():
            yield
    except CodegraphError as error:
        raise dg.Failure(str(error), allow_retries=False) from error
