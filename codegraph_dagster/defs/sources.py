"""Links from each asset to the code that computes it, as the web UI shows them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import dagster as dg

import codegraph_dagster

SOURCE_URL_VARIABLE: Final = "CODEGRAPH_SOURCE_URL"
CODE_KEY: Final = "dagster/code_references"

_ROOT = Path(codegraph_dagster.__file__).resolve().parent.parent
_CODE: Final = {
    "source": ("ir/source.py",),
    "ir": ("ir/build.py", "ir/extract.py"),
    "published_index": ("store/publish.py", "store/integrity.sql", "store/changes.sql"),
    "overview": ("overview/facts.py", "overview/pictures"),
    "repository_map": ("map/ranking.py", "map/pagerank.py", "map/ranking.sql"),
    "scip_index": ("scip/write.py", "scip/lint.py"),
}
"""What computes an asset; of the others it is the package of the stage of that name."""


def with_sources(
    assets: Iterable[dg.AssetsDefinition | dg.SourceAsset],
) -> list[dg.AssetsDefinition | dg.SourceAsset]:
    """The assets with links to their code. A source asset has to be made with its own, see `code_references`."""
    return [
        asset.map_asset_specs(lambda spec: spec.merge_attributes(metadata=code_references(spec.key.to_user_string())))
        if isinstance(asset, dg.AssetsDefinition)
        else asset
        for asset in assets
    ]


def code_references(asset: str) -> dict[str, dg.CodeReferencesMetadataValue]:
    """The metadata entry with the links from an asset to its code.

    They lead to the files of this machine, or below the address that `CODEGRAPH_SOURCE_URL` gives, for a web UI that
    others use.
    """
    address = os.environ.get(SOURCE_URL_VARIABLE, "").rstrip("/")
    return {
        CODE_KEY: dg.CodeReferencesMetadataValue(
            code_references=[_reference(path, address) for path in code_paths(asset)]
        )
    }


def code_paths(asset: str) -> list[Path]:
    """The files and folders that compute an asset, relative to the root of the project."""
    package = Path(codegraph_dagster.__name__)
    if asset in _CODE:
        return [package / path for path in _CODE[asset]]
    stage = package / "stages" / asset
    return [stage / "__init__.py", *sorted(path.relative_to(_ROOT) for path in (_ROOT / stage).glob("*.sql"))]


def _reference(path: Path, address: str) -> dg.UrlCodeReference | dg.LocalFileCodeReference:
    label = f"{path.parent.name}/{path.name}"  # the UI has little room
    if address:
        return dg.UrlCodeReference(url=f"{address}/{path.as_posix()}", label=label)
    return dg.LocalFileCodeReference(file_path=str(_ROOT / path), label=label)
