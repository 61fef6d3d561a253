"""The repository as it is on the disk at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from codegraph_dagster.digests import digest
from codegraph_dagster.ir.discover import Discovery, discover
from codegraph_dagster.ir.fingerprints import Fingerprint
from codegraph_dagster.ir.listing import package_identities
from codegraph_dagster.ir.state import RepositoryState, read_state
from codegraph_dagster.languages import project_file_names, suffixes
from codegraph_dagster.settings import RepositorySettings

STAGE: Final = "ir"
"""The stage that makes rows of it."""


@dataclass(frozen=True)
class Snapshot:
    """The repository as it is on the disk, and what identifies the rows that follow from it."""

    settings: RepositorySettings
    discovery: Discovery
    state: RepositoryState
    identities: Mapping[str, tuple[str, str]]
    version: str
    """That of the extraction."""
    inputs: str

    def data_version(self, generation: str) -> str:
        """The rows, and of what they are said to be."""
        facts = (self.inputs, generation, self.settings.name, str(self.discovery.root), self.state.revision)
        return digest(facts)


def look(settings: RepositorySettings, version: str, known: Mapping[str, Fingerprint]) -> Snapshot:
    """Find the files, and read those whose content is not `known` for sure, by path.

    Raises CodegraphError when the repository cannot be read.
    """
    discovery = discover(settings, suffixes(), project_file_names())
    state = read_state(discovery, known)
    identities = package_identities(discovery)
    # The listing's findings are rows too. The limit is in their text, and in that of the extraction's.
    facts = (version, settings.max_file_bytes, sorted(identities.items()), discovery.diagnostics)
    return Snapshot(settings, discovery, state, identities, version, digest((facts, state.digest)))
