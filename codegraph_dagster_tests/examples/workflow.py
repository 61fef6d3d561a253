"""Runs a GitHub Actions workflow file as far as a shell can: its steps in order, each one as the runner would.

Steps with `uses` are those of the code host. Of these, the two of the cache copy the folders that they name.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml


@dataclass
class Runner:
    """A machine of the code host: one job's folders, and the cache that outlives it."""

    folder: Path
    cache: Path
    contexts: dict[str, str]
    environment: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    used: list[str] = field(default_factory=list)

    def run(self, workflow: Path, job: str, workspace: Path) -> None:
        """Run a job's steps; what each step printed is in `outputs` by its name."""
        (self.folder / "temp").mkdir(parents=True)
        self.contexts = {"runner.temp": str(self.folder / "temp"), **self.contexts}
        document = yaml.safe_load(workflow.read_text())
        summary, exported = self.folder / "summary.md", self.folder / "env"
        exported.touch()
        environment = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "GITHUB_WORKSPACE": str(workspace),
            "GITHUB_STEP_SUMMARY": str(summary),
            "GITHUB_ENV": str(exported),
            "RUNNER_TEMP": self.contexts["runner.temp"],
            **{name: self.expand(value) for name, value in document["env"].items()},
            **self.environment,
        }
        for step in document["jobs"][job]["steps"]:
            if "if" in step and not self.holds(step["if"]):
                continue
            if "run" in step:
                self.outputs[step["name"]] = _shell(step, self.expand(step["run"]), environment, workspace)
                environment.update(line.split("=", 1) for line in exported.read_text().splitlines())
            else:
                self.used.append(step["uses"])
                self.use(step)
        self.outputs["summary"] = summary.read_text()

    def use(self, step: dict[str, Any]) -> None:
        """What the actions of the cache do; of the others it is only checked that their paths lead somewhere."""
        name = step["uses"].partition("@")[0]
        paths = [Path(self.expand(line)) for line in step.get("with", {}).get("path", "").splitlines()]
        if name == "actions/cache/restore":
            for path in paths:
                if (self.cache / path.name).exists():
                    shutil.copytree(self.cache / path.name, path)
        elif name == "actions/cache/save":
            for path in paths:
                shutil.copytree(path, self.cache / path.name)
        elif name == "actions/upload-artifact":
            (pattern,) = paths
            assert list(pattern.parent.glob(pattern.name)), f"nothing to upload: {pattern}"
        else:
            assert name in ("actions/checkout", "actions/setup-python"), f"unknown action {name}"

    def expand(self, text: str) -> str:
        """Put in the values of expressions. KeyError for one that this runner does not know."""
        return re.sub(r"\$\{\{ *(.+?) *\}\}", lambda found: self.contexts[found[1]], str(text))

    def holds(self, condition: str) -> bool:
        """The value of a condition of the form `context == 'text'`."""
        name, value = re.fullmatch(r"([\w.]+) == '(\w+)'", condition).groups()
        return self.contexts[name] == value


def _shell(step: dict[str, Any], script: str, environment: dict[str, str], workspace: Path) -> str:
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=workspace,
        env={**environment, **step.get("env", {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, f"{step['name']}: {done.stdout}"
    return done.stdout
