"""Where the project's generated files lie."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

DATA_DIR_VARIABLE = "CODEGRAPH_DATA_DIR"
REGISTRY_VARIABLE = "CODEGRAPH_REPOSITORIES"


@dataclass(frozen=True, slots=True)
class DataLayout:
    """The folder for everything that is generated, and the places in it. Creates nothing by itself."""

    data_dir: Path

    @classmethod
    def from_environment(cls) -> DataLayout:
        """The folder `CODEGRAPH_DATA_DIR` names, else `data/` of the checkout or of the current folder."""
        named = os.environ.get(DATA_DIR_VARIABLE)
        return cls(Path(named).expanduser().absolute() if named else project_root() / "data")

    @classmethod
    def of(cls, data_dir: str | Path | None) -> DataLayout:
        """The folder that is given; None stands for that of the environment."""
        return cls.from_environment() if data_dir is None else cls(Path(data_dir).expanduser().absolute())

    def published(self, name: str) -> Path:
        """The database that users open."""
        return self.data_dir / "index" / f"{name}.duckdb"

    def scip(self, name: str) -> Path:
        """The SCIP index that is exported from the published database."""
        return self.data_dir / "index" / f"{name}.scip"

    def repository_map(self, name: str) -> Path:
        """The ranks of the published database's files and symbols, as a Parquet file."""
        return self.data_dir / "index" / f"{name}.map.parquet"

    def overview(self, name: str) -> Path:
        """The pictures of the published database, as an HTML page."""
        return self.data_dir / "index" / f"{name}.html"

    def working(self, name: str) -> Path:
        """The database that the stages write to."""
        return self.data_dir / "work" / f"{name}.duckdb"

    def lock(self, name: str) -> Path:
        """The file whose `flock` guards the working database."""
        return self.data_dir / "work" / f"{name}.lock"

    def owner(self, name: str) -> Path:
        """The file that names the run which is at work on the repository."""
        return self.data_dir / "work" / f"{name}.run"

    def extractions(self, name: str) -> Path:
        """The cache of what was extracted from contents that files no longer have; it may be deleted at any time."""
        return self.data_dir / "work" / f"{name}.cache"

    def scratch(self, name: str) -> Path:
        """A folder for files of one repository that live no longer than a run: spilled and staged data."""
        return self.data_dir / "work" / f"{name}.tmp"

    @property
    def dagster_home(self) -> Path:
        """Dagster's own folder, when this project sets it."""
        return self.data_dir / "dagster"


def project_root() -> Path:
    """The checkout this package lies in; the current folder when it is installed without one."""
    checkout = Path(__file__).resolve().parent.parent
    return checkout if (checkout / "pyproject.toml").is_file() else Path.cwd()
