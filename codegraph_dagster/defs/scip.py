"""The SCIP index of a repository as an asset of its own: not everybody wants one, so no other job makes it."""

# No `from __future__ import annotations` here: Dagster reads the annotations of asset functions.
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

import dagster as dg

from codegraph_dagster.code_version import code_version
from codegraph_dagster.defs.assets import OWNERS, PUBLISHED, RETRY, users_mistakes
from codegraph_dagster.defs.begin import begin_step
from codegraph_dagster.defs.derived import derived_version, made_before, materialized
from codegraph_dagster.defs.lineage import column_lineage
from codegraph_dagster.defs.partitions import Registry, repository_partitions, requested_repository
from codegraph_dagster.defs.tables import PREVIEW, Column, column_schema, table
from codegraph_dagster.paths import DataLayout
from codegraph_dagster.store.working import WorkingStore

if TYPE_CHECKING:
    from codegraph_dagster.rule_result import RuleResult
    from codegraph_dagster.scip import ScipReport

SCIP = "scip_index"
LINT = "scip_lint"
_RULES = "rules of the linter"
_SHOWN_DOCUMENTS = 10

COLUMNS: tuple[Column, ...] = (
    ("Document.relative_path", "string", "The file, relative to the root of the project."),
    ("Document.language", "string", "Its language, as SCIP spells it."),
    (
        "Occurrence.range",
        "repeated int32",
        "Start line, start character, end line unless it is the same, end character.",
    ),
    ("Occurrence.symbol", "string", "What the name refers to."),
    ("Occurrence.symbol_roles", "int32", "Bit set: 1 definition, 2 import, 4 write, 8 read, 32 test."),
    ("Occurrence.syntax_kind", "SyntaxKind", "For highlighting."),
    ("SymbolInformation.symbol", "string", "A definition of the document, or a symbol of another package."),
    ("SymbolInformation.display_name", "string", "Its name for people."),
    ("SymbolInformation.kind", "Kind", "Class, function, method and so on."),
    ("SymbolInformation.documentation", "repeated string", "Its documentation."),
    ("SymbolInformation.signature_documentation", "Document", "Its declaration."),
    ("SymbolInformation.enclosing_symbol", "string", "The definition around it."),
    ("Relationship.symbol", "string", "The base of a class, the method that a method overrides."),
)
"""The fields of the messages that are written, as `Message.field`."""


def build_scip_asset(registry: Registry) -> dg.AssetsDefinition:
    """The asset for the repositories of a registry."""

    code = code_version(("codegraph_dagster.scip",), ("duckdb", "protobuf"))

    @dg.asset(
        name=SCIP,
        code_version=code,
        deps=[PUBLISHED],
        partitions_def=repository_partitions(registry),
        group_name="publication",
        kinds={"file"},
        description="The published database as a SCIP index, the protobuf file that code hosts and editors read: "
        "every occurrence, symbol and relationship. It is for tools that show definitions and references without this "
        "project. Replaced in one step when it is complete.",
        owners=OWNERS,
        retry_policy=RETRY,
        check_specs=[
            dg.AssetCheckSpec(
                LINT, asset=SCIP, description="Finds nothing that the linter of SCIP's reference tool looks for."
            )
        ],
    )
    def scip_index(context: dg.AssetExecutionContext) -> Iterator[dg.AssetCheckResult | dg.MaterializeResult[None]]:
        from codegraph_dagster.scip import lint_scip, write_scip

        name = requested_repository(context, registry).name
        layout = DataLayout.from_environment()
        store = WorkingStore(layout, name)
        target = layout.scip(name)
        with users_mistakes():
            begin_step(context, store)
            version = derived_version(layout.published(name), code)
        before = made_before(context, name, version, target)
        if before is None:
            with users_mistakes():
                report = write_scip(
                    layout.published(name), target, log=context.log.info, scratch=store.temporary("scip")
                )
                rules = lint_scip(report.path)
            metadata = {**_metadata(report), _RULES: _table(rules)}
            yield materialized(version, target, metadata)
        else:
            metadata = dict(before)
            yield materialized(version, target, metadata, cached=True)
        yield _check(metadata[_RULES])

    return scip_index


def _check(rules: dg.MetadataValue) -> dg.AssetCheckResult:
    """What the linter has found, from its table."""
    assert isinstance(rules, dg.TableMetadataValue)
    violations = sum(int(str(record.data["violations"])) for record in rules.records)
    return dg.AssetCheckResult(
        check_name=LINT,
        asset_key=SCIP,
        passed=not violations,
        metadata={"violations": violations, "rules": rules},
    )


def _metadata(report: "ScipReport") -> dict[str, dg.MetadataValue]:
    return {
        "file": dg.MetadataValue.path(report.path),
        "size_bytes": dg.MetadataValue.int(report.size_bytes),
        "seconds": dg.MetadataValue.float(round(report.seconds, 3)),
        "documents": dg.MetadataValue.int(report.documents),
        "occurrences": dg.MetadataValue.int(report.occurrences),
        "symbols": dg.MetadataValue.int(report.symbols),
        "relationships": dg.MetadataValue.int(report.relationships),
        "external_symbols": dg.MetadataValue.int(report.external_symbols),
        PREVIEW: _preview(report),
        **column_schema(COLUMNS),
        **column_lineage(SCIP),
    }


def _preview(report: "ScipReport") -> dg.MetadataValue:
    """The first documents, read back from the file."""
    from codegraph_dagster.scip.protocol import scip_pb2
    from codegraph_dagster.scip.stream import read_scip

    documents = (part for part in read_scip(report.path) if isinstance(part, scip_pb2.Document))
    return table(
        [
            {
                "document": document.relative_path,
                "language": document.language,
                "occurrences": len(document.occurrences),
                "symbols": len(document.symbols),
            }
            for document in islice(documents, _SHOWN_DOCUMENTS)
        ]
    )


def _table(rules: "tuple[RuleResult, ...]") -> dg.MetadataValue:
    from codegraph_dagster.scip import RULES

    return dg.MetadataValue.table(
        [
            dg.TableRecord(
                {
                    "rule": rule.rule,
                    "violations": rule.violations,
                    "example": rule.example or "",
                    "meaning": RULES[rule.rule],
                }
            )
            for rule in rules
        ]
    )
