"""Small repositories that tests write, index and look at."""

from __future__ import annotations

from pathlib import Path

MODULE = '''
"""Module number {n}."""

from __future__ import annotations

import os
from package.m{previous} import Thing as Earlier, helper as earlier

LIMIT = {n}


class Thing(Earlier):
    """A thing of module {n}."""

    size: int = LIMIT

    def __init__(self, name: str) -> None:
        self.name = name

    def grow(self, by: int = 1) -> int:
        total = earlier(by) + self.size
        for step in range(by):
            total += step
        return total


def helper(by: int) -> int:
    """Help module {n}."""
    thing = Thing(name=os.sep)
    values = [value for value in range(by) if value]
    return thing.grow(by=len(values)) if LIMIT else earlier(by)
'''

FIRST = """
class Thing:
    size: int = 0

    def grow(self, by: int = 1) -> int:
        return by


def helper(by: int) -> int:
    return Thing().grow(by)
"""


def write_repository(folder: Path, modules: int, repeat: int = 1) -> Path:
    """A package of so many modules in which each one uses the one before; `repeat` makes them longer."""
    package = folder / "package"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("from package.m1 import Thing\n")
    (package / "m0.py").write_text(FIRST)
    for n in range(1, modules):
        text = MODULE.format(n=n, previous=n - 1)
        body = text[text.index("class Thing") :]
        extra = "".join(body.replace("Thing", f"Thing{i}").replace("helper", f"helper{i}") for i in range(1, repeat))
        (package / f"m{n}.py").write_text(text + extra)
    (folder / "pyproject.toml").write_text('[project]\nname = "example"\nversion = "1.0"\n')
    return folder
