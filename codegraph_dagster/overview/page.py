"""The pictures and the table of packages as one HTML file that needs nothing else."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template

from codegraph_dagster.overview.packages import Package
from codegraph_dagster.store.replacing import replacing


def data_uri(png: bytes) -> str:
    """A picture as an address that holds it."""
    return f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"


def write_page(target: Path, title: str, pictures: Mapping[str, bytes], packages: Sequence[Package]) -> None:
    """Write the file: the pictures in their order, by what each shows, and a row for each package."""
    page = Template(files("codegraph_dagster.overview").joinpath("page.html").read_text(encoding="utf-8"))
    shown = [f'<img src="{data_uri(png)}" alt="{escape(name)}">' for name, png in pictures.items()]
    text = page.substitute(title=escape(title), body="\n".join([*shown, _table(packages)]))
    target.parent.mkdir(parents=True, exist_ok=True)
    with replacing(target) as new:
        new.write_text(text, encoding="utf-8", errors="replace")


def _table(packages: Sequence[Package]) -> str:
    head = "".join(f"<th>{field.name.replace('_', ' ')}</th>" for field in fields(Package))
    rows = ["".join(f"<td>{_cell(value)}</td>" for value in asdict(package).values()) for package in packages]
    return f"<table>\n<tr>{head}</tr>\n" + "\n".join(f"<tr>{row}</tr>" for row in rows) + "\n</table>"


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else escape(str(value))
