"""The assets: one for each stage, partitioned by repository. Their bodies open, call the core, and report."""

# No `from __future__ import annotations` here: Dagster reads the annotations of asset functions.
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

import dagster as dg
from pydantic import Field

from codegraph_dagster.defs.automation import when_changed
from codegraph_dagster.defs.begin import begin_step
from codegraph_dagster.defs.observation import SOURCE, observe_source
from codegraph_dagster.defs.partitions import Registry, repository_partitions, requested_repository
from codegraph_dagster.defs.sources import code_references
from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.paths import DataLayout
from codegraph_dagster.settings import RepositorySettings
from codegraph_dagster.store.faults import explained
from codegraph_dagster.store.working import WorkingStore

if TYPE_CHECKING:
    import duckdb

    from codegraph_dagster.defs.metadata import PublicationFacts, TableFacts
    from codegraph_dagster.stages.report import StageReport

OWNERS = ["team:codegraph"]
IR = "ir"
PUBLISHED = "published_index"

# A step that was killed is run once more; a mistake that the user must put right is not.
RETRY = dg.RetryPolicy(max_retries=1, delay=1)


@dataclass(frozen=True)
class StageAsset:
    """A stage as Dagster shows it. `table` is the public table that stands for its rows, `rows` what it counts."""

    name: str
    deps: tuple[str, ...]
    table: str
    rows: str
    group: str
    kinds: frozenset[str]
    description: str


STAGES = (
    StageAsset(
        IR,
        (SOURCE,),
        "nodes",
        "ir.definitions",
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
        "main.chunks",
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
        "links.imports",
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
        "links.occurrences",
        "analysis",
        frozenset({"duckdb", "sql"}),
        "Every definition and reference of a name with its SCIP role, resolved by the scopes of its file. "
        "Its table `occurrences` answers what stands at a position, and where a symbol is read and written.",
    ),
    StageAsset(
        "symbols",
        (IR,),
        "symbols",
        "main.symbols",
        "analysis",
        frozenset({"duckdb", "sql"}),
        "The SCIP symbol of each definition: kind, signature, documentation, visibility, relationships. "
        "Its table `symbols` is for search and hover: one row for each thing that can be referred to.",
    ),
    StageAsset(
        "references",
        ("cross_file", "occurrences", "symbols"),
        "call_edges",
        "links.calls",
        "analysis",
        frozenset({"duckdb", "sql"}),
        "What names and attributes refer to in other files, and which definition calls which. "
        "Its table `call_edges` answers who calls a function and what it calls; with its rows, "
        "`resolved_occurrences` leads from a name to its definition across files.",
    ),
)
PUBLISHED_DEPS = (IR, "chunks", "references")


def build_assets(registry: Registry) -> list[dg.AssetsDefinition | dg.SourceAsset]:
    """All assets for the repositories of a registry."""
    partitions = repository_partitions(registry)
    return [
        _source_asset(registry, partitions),
        _ir_asset(registry, partitions),
        *(_stage_asset(stage, registry, partitions) for stage in STAGES if stage.name != IR),
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


class IrConfig(dg.Config):
    """How a run reads the files."""

    full: bool = Field(default=False, description="Read every file anew, into a new database, whatever is known.")


class StageConfig(dg.Config):
    """Whether a run has the stage."""

    enabled: bool = Field(default=True, description="Off: the stage is not computed and its tables are empty.")


def _ir_asset(registry: Registry, partitions: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    from codegraph_dagster.ir.version import extractor_version

    (stage,) = (stage for stage in STAGES if stage.name == IR)

    @_asset(stage, partitions, extractor_version())
    def ir(context: dg.AssetExecutionContext, config: IrConfig) -> dg.MaterializeResult[None]:
        from codegraph_dagster.ir.build import build_ir

        settings, store = _open(context, registry)
        context.log.info(f"ir: start, process {os.getpid()}")
        look = _Look(stage.table)
        with users_mistakes():
            report = build_ir(
                store,
                settings,
                log=context.log.info,
                workers=settings.workers,
                run_id=context.run.run_id,
                full=config.full,
                inspect=look,
            )
        context.log.info(
            f"ir: end, process {os.getpid()}, {report.status}, {report.items:,} files in {report.seconds:.2f} s"
        )
        return _result(stage, report, look, tags=observe_source(context, settings.name, report.source_version))

    return ir


def _stage_asset(
    stage: StageAsset, registry: Registry, partitions: dg.PartitionsDefinition[str]
) -> dg.AssetsDefinition:
    definition = import_module(f"codegraph_dagster.stages.{stage.name}").STAGE

    @_asset(stage, partitions, definition.version)
    def stage_asset(context: dg.AssetExecutionContext, config: StageConfig) -> dg.MaterializeResult[None]:
        from codegraph_dagster.stages.runner import run_stage

        settings, store = _open(context, registry)
        look = _Look(stage.table)
        with users_mistakes():
            report = run_stage(
                definition,
                store,
                settings,
                log=context.log.info,
                run_id=context.run.run_id,
                enabled=config.enabled,
                inspect=look,
            )
        return _result(stage, report, look)

    return stage_asset


def _asset(
    stage: StageAsset, partitions: dg.PartitionsDefinition[str], code_version: str
) -> Callable[[Callable[..., dg.MaterializeResult[None]]], dg.AssetsDefinition]:
    return dg.asset(
        name=stage.name,
        deps=stage.deps,
        partitions_def=partitions,
        group_name=stage.group,
        kinds=set(stage.kinds),
        description=stage.description,
        owners=OWNERS,
        code_version=code_version,
        retry_policy=RETRY,
        automation_condition=when_changed(),
        # Of steps that may start at once those first that other stages wait for.
        op_tags={"dagster/priority": str(sum(stage.name in other.deps for other in STAGES))},
    )


def _open(context: dg.AssetExecutionContext, registry: Registry) -> tuple[RepositorySettings, WorkingStore]:
    settings = requested_repository(context, registry)
    store = WorkingStore(DataLayout.from_environment(), settings.name)
    with users_mistakes():
        begin_step(context, store)
    return settings, store


class _PublicationLook:
    """What the published database is like, seen while it is open."""

    def __init__(self) -> None:
        self.facts: PublicationFacts | None = None

    def __call__(self, connection: "duckdb.DuckDBPyConnection") -> None:
        from codegraph_dagster.defs.metadata import read_publication

        self.facts = read_publication(connection)


class _Look:
    """What a stage's table is like, seen while the database is open."""

    def __init__(self, table: str) -> None:
        self._table = table
        self.facts: TableFacts | None = None

    def __call__(self, connection: "duckdb.DuckDBPyConnection") -> None:
        from codegraph_dagster.defs.metadata import read_facts

        self.facts = read_facts(connection, self._table)


def _result(
    stage: StageAsset, report: "StageReport", look: _Look, tags: Mapping[str, str] | None = None
) -> dg.MaterializeResult[None]:
    from codegraph_dagster.defs.metadata import stage_metadata

    assert look.facts is not None
    return dg.MaterializeResult(
        metadata=stage_metadata(report, look.facts, report.rows[stage.rows]),
        data_version=dg.DataVersion(report.data_version),
        tags=tags,
    )


def _published_asset(registry: Registry, partitions: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    from codegraph_dagster.store.publish import RULES, publication_version

    @dg.asset(
        name=PUBLISHED,
        code_version=publication_version(),
        automation_condition=when_changed(),
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
    ) -> Iterator[dg.MaterializeResult[None] | dg.Output[None] | dg.AssetCheckEvaluation]:
        from codegraph_dagster.defs.change_report import changes_metadata
        from codegraph_dagster.defs.check_events import check_events
        from codegraph_dagster.defs.metadata import publication_metadata
        from codegraph_dagster.store.publish import publish

        settings, store = _open(context, registry)
        look = _PublicationLook()
        with users_mistakes():
            publication = publish(store, log=context.log.info, run_id=context.run.run_id, inspect=look)
        if publication.report is None:
            yield from check_events(context, PUBLISHED, publication.rules, is_materialized=False)
            raise dg.Failure(publication.refusal, allow_retries=False)
        assert look.facts is not None
        # First, so that the checks can say that this is what they have looked at.
        yield dg.MaterializeResult(
            metadata={
                **publication_metadata(publication.report, look.facts, publication.path, settings.name),
                **changes_metadata(publication.changes),
            },
            data_version=dg.DataVersion(publication.report.data_version),
        )
        yield from check_events(context, PUBLISHED, publication.rules, is_materialized=True)

    return published_index


@contextmanager
def users_mistakes() -> Iterator[None]:
    """Turn what the user must put right, on the disk too, into a failure that is not tried again."""
    try:
        with explained():
            yield
    except CodegraphError as error:
        raise dg.Failure(str(error), allow_retries=False) from error
