"""Dagster's own commands, in a folder of the test's, on a repository of the test's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULE = "codegraph_dagster.definitions"


@dataclass
class Workplace:
    """A folder with the project's Dagster settings and a registry of its own."""

    folder: Path
    registry: str

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "dagster.yaml", self.folder)
        (self.folder / "repositories.yaml").write_text(self.registry)

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DAGSTER_HOME": str(self.folder),
            "CODEGRAPH_REPOSITORIES": str(self.folder / "repositories.yaml"),
            "CODEGRAPH_DATA_DIR": str(self.folder / "data"),
        }

    def dagster(self, *arguments: str) -> list[str]:
        return [str(Path(sys.executable).with_name("dagster")), *arguments]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.dagster(*arguments),
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=300,
        )
