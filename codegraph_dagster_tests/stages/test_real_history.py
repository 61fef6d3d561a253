"""The real history of two packages, release after release and back: the rows are those of a clean build each time."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Final

import pytest

from codegraph_dagster.ir import cache
from codegraph_dagster_tests.stages.builds import Builds

# Wheels: to download a source distribution, pip would run its build script.
WHEELS: Final = {
    ("attrs", "24.1.0"): "377b47448cb61fea38533f671fba0d0f8a96fd58facd4dc518e3dac9dbea0905",
    ("attrs", "24.2.0"): "81921eb96de3191c8258c199618104dd27ac608d9366f5e35d011eae1867ede2",
    ("packaging", "22.0"): "957e2148ba0e1a3b282772e791ef1d8083648bc131c8ab0c1feba110ce1146c3",
    ("packaging", "23.0"): "714ac14496c3e68c99c29b00845f7a2b85f3bb6f1078fd9f72fd20f0570002b2",
}
# Side by side, so that each release leaves more as it was than it changes: a file goes with packaging 23, and attrs
# 24.2 changes some where they are.
HISTORY: Final = (
    {"attrs": "24.1.0", "packaging": "22.0"},
    {"attrs": "24.1.0", "packaging": "23.0"},
    {"attrs": "24.2.0", "packaging": "23.0"},
    {"attrs": "24.1.0", "packaging": "22.0"},
)
READ_ANEW: Final = ("43 of 43", "7 of 42", "3 of 42", "0 of 43")


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    """The wheels by name and version. Nothing of them is run."""
    folder = tmp_path_factory.mktemp("wheels")
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--quiet", "--retries=1"]
    found = {}
    for (name, version), digest in WHEELS.items():
        result = subprocess.run(
            [*command, "--dest", folder, f"{name}=={version}"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            text=True,
        )
        if result.returncode:
            pytest.skip(f"needs {name} {version} from the package index: {(result.stderr.splitlines() or ['?'])[-1]}")
        (wheel,) = folder.glob(f"{name}-{version}-*.whl")
        assert sha256(wheel.read_bytes()).hexdigest() == digest, f"{wheel.name} is not what it was"
        found[name, version] = wheel
    return found


def test_release_after_release_and_back(
    wheels: dict[tuple[str, str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(cache, "WORTHWHILE_BYTES", 1)
    root = tmp_path / "source"
    builds = Builds(root, tmp_path / "data")
    clean: dict[str, Builds] = {}
    for versions, read_anew in zip(HISTORY, READ_ANEW, strict=True):
        shutil.rmtree(root, ignore_errors=True)
        for name, version in versions.items():
            with zipfile.ZipFile(wheels[name, version]) as archive:
                archive.extractall(root)  # leaves out what would lead out of the folder
        builds.lines.clear()
        builds.run()
        assert f" {read_anew} files read anew" in "\n".join(builds.lines)
        if str(versions) not in clean:
            clean[str(versions)] = Builds(root, tmp_path / f"clean{len(clean)}")
            clean[str(versions)].run()
        assert builds.differences_from(clean[str(versions)]) == [], versions
