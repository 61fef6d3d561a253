"""Small repositories for tests of stages: write files, run `ir` and others on them, query the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codegraph_dagster.ir.build import build_ir
from codegraph_dagster.paths import DataLayout
from codegraph_dagster.settings import RepositorySettings
from codegraph_dagster.stages.runner import Stage, run_stage
from codegraph_dagster.store.publish import publish
from codegraph_dagster.store.working import WorkingStore
from codegraph_dagster_tests.stages.stages import ALL_STAGES


@dataclass
class Indexed:
    """A repository whose stages have run; `query` reads its working database (attached as `work`)."""

    store: WorkingStore

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with self.store.connect() as connection, self.store.reading(connection):
            return connection.execute(sql).fetchall()


def index(folder: Path, files: Mapping[str, str | bytes], *stages: Stage, **settings: Any) -> Indexed:
    """Write `files` (path -> text) below `folder`, then run `ir` and `stages` on them, in this process."""
    root = folder / "source"
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
    store = WorkingStore(DataLayout(folder / "data"), "small")
    chosen = RepositorySettings("small", root, **{"parallel_workers": 1, **settings})
    build_ir(store, chosen, log=lambda line: None)
    for stage in stages:
        run_stage(stage, store, chosen, log=lambda line: None)
    return Indexed(store)


def published(folder: Path, files: Mapping[str, str | bytes], **settings: Any) -> Path:
    """Index `files` with every stage and publish: the published database, which breaks no rule."""
    publication = publish(index(folder, files, *ALL_STAGES, **settings).store, log=lambda line: None)
    assert publication.refusal is None
    return publication.path
