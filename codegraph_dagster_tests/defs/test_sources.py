"""Links from the assets to their code."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from codegraph_dagster.definitions import build_definitions
from codegraph_dagster.defs.sources import CODE_KEY, SOURCE_URL_VARIABLE, code_paths
from codegraph_dagster.settings import RepositorySettings

ROOT = Path(__file__).parents[2]


def references() -> dict[str, list]:
    specs = build_definitions({"one": RepositorySettings("one", ROOT)}).resolve_all_asset_specs()
    return {spec.key.to_user_string(): spec.metadata[CODE_KEY].code_references for spec in specs}


def test_every_asset_leads_to_files_that_exist(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(SOURCE_URL_VARIABLE, raising=False)
    found = references()
    assert {"source", "ir", "chunks", "published_index", "overview", "repository_map", "scip_index"} <= set(found)
    for asset, links in found.items():
        assert links, asset
        for link in links:
            assert isinstance(link, dg.LocalFileCodeReference)
            assert Path(link.file_path).exists(), link
    assert "chunks/chunks.sql" in [link.label for link in found["chunks"]]


def test_the_address_of_a_code_host(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(SOURCE_URL_VARIABLE, "https://example.org/owner/project/tree/main/")
    assert [link.url for link in references()["repository_map"]] == [
        f"https://example.org/owner/project/tree/main/{path.as_posix()}" for path in code_paths("repository_map")
    ]
