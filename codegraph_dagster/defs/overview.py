"""A code base at a glance, in pictures: an asset of its own, since drawing takes longer than some stages."""

# No `from __future__ import annotations` here: Dagster reads the annotations of asset functions.
from collections import defaultdict
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import dagster as dg

from codegraph_dagster.code_version import code_version
from codegraph_dagster.defs.assets import OWNERS, PUBLISHED, RETRY, STAGES, users_mistakes
from codegraph_dagster.defs.derived import derived_version, made_before, materialized
from codegraph_dagster.defs.lineage import column_lineage
from codegraph_dagster.defs.partitions import Registry, repository_partitions, requested_repository
from codegraph_dagster.defs.tables import PREVIEW, Column, column_schema, table
from codegraph_dagster.paths import DataLayout

if TYPE_CHECKING:
    from codegraph_dagster.overview import Overview
    from codegraph_dagster.overview.pictures import StageSeconds

OVERVIEW = "overview"
_RUNS = 20
_SHOWN_CYCLES = 50
_SHOWN_PATHS = 8

COLUMNS: tuple[Column, ...] = (
    ("package", "varchar", "A folder with all that is below it, or folder/* for what lies directly in it."),
    ("files", "bigint", "Its indexed files, test code left out."),
    ("lines", "bigint", "Lines of these files."),
    ("symbols", "bigint", "Definitions in them that other files can name."),
    ("imports", "bigint", "Imports that lead from it to other packages."),
    ("imported", "bigint", "Imports that lead to it from other packages."),
    ("files_in_cycles", "bigint", "Its files that are part of a dependency cycle."),
)


def build_overview_asset(registry: Registry) -> dg.AssetsDefinition:
    """The asset for the repositories of a registry."""

    code = code_version(("codegraph_dagster.overview",), ("duckdb", "matplotlib", "pillow"))

    @dg.asset(
        name=OVERVIEW,
        code_version=code,
        deps=[PUBLISHED],
        partitions_def=repository_partitions(registry),
        group_name="publication",
        kinds={"matplotlib", "file"},
        description="The published database in pictures, for people who want to see what a code base is made of: "
        "languages, packages and what they import from each other, dependency cycles, hot spots, and how long the "
        "stages took, run after run. Its table has a row for each package; the page `index/NAME.html` has it all.",
        owners=OWNERS,
        retry_policy=RETRY,
    )
    def overview(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        from codegraph_dagster.overview import data_uri, read_overview, write_page

        name = requested_repository(context, registry).name
        layout = DataLayout.from_environment()
        target = layout.overview(name)
        timings = stage_timings(context.instance, name)
        with users_mistakes():
            version = derived_version(layout.published(name), code, name, timings)
        before = made_before(context, name, version, target)
        if before is not None:
            return materialized(version, target, before, cached=True)
        with users_mistakes():
            found = read_overview(layout.published(name))
        pictures = _draw(found, timings)
        write_page(target, name, pictures, found.packages)
        shown = {
            picture: dg.MetadataValue.md(f"![{picture}]({data_uri(png)})\n\n{_text(found, picture)}")
            for picture, png in pictures.items()
        }
        return materialized(
            version,
            target,
            {
                **shown,
                PREVIEW: table([asdict(package) for package in found.packages]),
                "page": dg.MetadataValue.path(target),
                "dagster/row_count": dg.MetadataValue.int(len(found.packages)),
                "dependency cycles": dg.MetadataValue.int(len(found.cycles)),
                "files in cycles": dg.MetadataValue.int(sum(len(cycle.paths) for cycle in found.cycles)),
                **column_schema(COLUMNS),
                **column_lineage(OVERVIEW),
            },
        )

    return overview


def _draw(found: "Overview", timings: "list[StageSeconds]") -> dict[str, bytes]:
    from codegraph_dagster.overview import pictures

    drawn = {"languages": pictures.draw_languages(found.languages)}
    if len(found.packages) > 1:
        drawn["packages"] = pictures.draw_packages(found.packages, found.dependencies)
    if found.cycles:
        drawn["cycles"] = pictures.draw_cycles(found.cycles)
    if found.hot_spots:
        drawn["hot spots"] = pictures.draw_hot_spots(found.hot_spots)
    if timings:
        drawn["stage timings"] = pictures.draw_timings(timings, _timed_assets())
    return drawn


def _text(found: "Overview", picture: str) -> str:
    """What stands below a picture: the files of the cycles, which no picture has room for."""
    if picture != "cycles":
        return ""
    lines = []
    for cycle in found.cycles[:_SHOWN_CYCLES]:
        more = f" and {len(cycle.paths) - _SHOWN_PATHS:,} more" if len(cycle.paths) > _SHOWN_PATHS else ""
        paths = ", ".join(f"`{_code(path)}`" for path in cycle.paths[:_SHOWN_PATHS])
        lines.append(f"- cycle {cycle.number}, {len(cycle.paths):,} files: {paths}{more}")
    if len(found.cycles) > _SHOWN_CYCLES:
        lines.append(f"\n{len(found.cycles) - _SHOWN_CYCLES:,} more are in the table `dependency_cycles`.")
    return "\n".join(lines)


def _code(path: str) -> str:
    """A path that ends neither the line nor the code that it stands in."""
    return "".join(
        character if character.isprintable() and character != "`" else "\N{REPLACEMENT CHARACTER}" for character in path
    )


def _timed_assets() -> list[str]:
    return [*(stage.name for stage in STAGES), PUBLISHED]


def stage_timings(instance: dg.DagsterInstance, partition: str) -> "list[StageSeconds]":
    """The seconds of the stages in the last runs, oldest first, from the event log."""
    from codegraph_dagster.overview.pictures import StageSeconds

    when: dict[str, float] = {}
    seconds: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for asset in _timed_assets():
        wanted = dg.AssetRecordsFilter(dg.AssetKey(asset), asset_partitions=[partition])
        for record in instance.fetch_materializations(wanted, limit=_RUNS).records:
            materialization = record.asset_materialization
            value = materialization.metadata.get("seconds") if materialization else None
            if value is not None and isinstance(value.value, int | float):
                seconds[record.run_id][asset] = float(value.value)
                when[record.run_id] = min(record.timestamp, when.get(record.run_id, record.timestamp))
    last = sorted(when, key=when.__getitem__)[-_RUNS:]
    return [StageSeconds(datetime.fromtimestamp(when[run], UTC), seconds[run]) for run in last]
