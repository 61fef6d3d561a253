"""The jobs: everything, and the parts of it that are useful alone."""

from __future__ import annotations

import dagster as dg

from codegraph_dagster.defs.assets import IR, PUBLISHED
from codegraph_dagster.defs.observation import SOURCE
from codegraph_dagster.defs.overview import OVERVIEW
from codegraph_dagster.defs.parity import CHECK as PARITY
from codegraph_dagster.defs.partitions import Registry, default_tags
from codegraph_dagster.defs.repository_map import MAP
from codegraph_dagster.defs.scip import SCIP

INDEX_JOB = "index_repository"


def build_jobs(registry: Registry) -> list[dg.UnresolvedAssetJobDefinition]:
    """All jobs, for the repositories of a registry."""
    on_demand = dg.AssetSelection.checks(dg.AssetCheckKey(dg.AssetKey(PUBLISHED), PARITY))
    everything = dg.AssetSelection.all() - dg.AssetSelection.assets(SOURCE, OVERVIEW, MAP, SCIP) - on_demand

    def job(name: str, selection: dg.AssetSelection, description: str) -> dg.UnresolvedAssetJobDefinition:
        return dg.define_asset_job(
            name,
            selection=selection,
            description=description,
            tags=default_tags(registry),
        )

    return [
        job(INDEX_JOB, everything, "Index a repository: every stage, then publish its database."),
        job(
            "parse_repository",
            dg.AssetSelection.assets(IR),
            "Parse a repository anew; the other stages must follow before it can be published.",
        ),
        job(
            "analyze_repository",
            everything - dg.AssetSelection.assets(IR),
            "Compute every stage after the parsing again, and publish.",
        ),
        job(
            "rechunk_repository",
            dg.AssetSelection.assets("chunks", PUBLISHED) - on_demand,
            "Cut the chunks again, for example to another size, and publish.",
        ),
        job(
            "publish_repository",
            dg.AssetSelection.assets(PUBLISHED) - on_demand,
            "Check the working database and publish it as it is.",
        ),
        job(
            "export_scip",
            dg.AssetSelection.assets(SCIP),
            "Write the published database as a SCIP index too, and check it.",
        ),
        job(
            "draw_overview",
            dg.AssetSelection.assets(OVERVIEW),
            "Draw the published database: languages, packages, cycles, hot spots, stage timings.",
        ),
        job(
            "map_repository",
            dg.AssetSelection.assets(MAP),
            "Rank the files and symbols of the published database by importance.",
        ),
        job(
            "verify_repository",
            on_demand,
            "Build the repository anew, beside, and compare every table of the published database with that.",
        ),
        dg.define_asset_job(
            "observe_sources",
            selection=dg.AssetSelection.assets(SOURCE),
            description="Look whether the files of the repositories have changed.",
        ),
    ]
