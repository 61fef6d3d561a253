"""Files that are made of a published database: an asset writes its file again only when something is not as it was.

Where a stage keeps in the database what its rows follow from, these assets have it in Dagster's history: the data
version of the last materialization, and the state in which it left the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import dagster as dg
from dagster._core.definitions.data_version import DATA_VERSION_TAG

from codegraph_dagster.digests import digest
from codegraph_dagster.store.published import published_version

_FILE_TAG = "codegraph/file"


def derived_version(database: Path, code: str, *facts: object) -> str:
    """The data version of what is made of a published database: this one, the code, and other `facts`.

    Raises CodegraphError when there is no published database.
    """
    return digest((published_version(database), code, facts))


def made_before(
    context: dg.AssetExecutionContext, repository: str, version: str, file: Path
) -> Mapping[str, dg.MetadataValue] | None:
    """What the last materialization said, when it was of this data version and its file is as it left it."""
    wanted = dg.AssetRecordsFilter(context.asset_key, asset_partitions=[repository])
    for record in context.instance.fetch_materializations(wanted, limit=1).records:
        made = record.asset_materialization
        if made is not None and made.tags is not None:
            tags = (made.tags.get(DATA_VERSION_TAG), made.tags.get(_FILE_TAG))
            if tags == (version, _state(file)):
                context.log.info(f"{file}: cached")
                return dict(made.metadata)
    return None


def materialized(
    version: str, file: Path, metadata: Mapping[str, dg.MetadataValue], *, cached: bool = False
) -> dg.MaterializeResult[None]:
    """The result of an asset that has written its file, or has found it as it should be."""
    return dg.MaterializeResult(
        metadata={**metadata, "status": dg.MetadataValue.text("cached" if cached else "computed")},
        data_version=dg.DataVersion(version),
        tags={_FILE_TAG: _state(file) or ""},
    )


def _state(file: Path) -> str | None:
    """What changes when a file is written or replaced; None when there is none."""
    try:
        status = file.stat()
    except OSError:
        return None
    return f"{status.st_ino}.{status.st_size}.{status.st_mtime_ns}"
