"""Pictures that are horizontal bars: languages, dependency cycles, hot spots."""

from __future__ import annotations

import os.path
from collections.abc import Sequence
from typing import TYPE_CHECKING

from codegraph_dagster.overview.facts import Cycle, HotSpot, Language
from codegraph_dagster.overview.pictures.canvas import BLUE, LIGHT_BLUE, RED, label, picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_WIDTH = 9.0
_CYCLES = 12


def draw_languages(languages: Sequence[Language]) -> bytes:
    """Lines of each language, test code in a lighter colour."""

    def draw(axes: Axes) -> None:
        places = range(len(languages))
        code = [language.code_lines for language in languages]
        tests = [language.test_lines for language in languages]
        axes.barh(places, code, color=BLUE, label="code")
        bars = axes.barh(places, tests, left=code, color=LIGHT_BLUE, label="tests")
        axes.bar_label(bars, [f"{sum(pair):,} lines" for pair in zip(code, tests, strict=True)], padding=4)
        names = [f"{language.name}\n{language.files:,} files" for language in languages]
        _finish(axes, names, "Languages by lines")
        axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2)

    return picture(_WIDTH, _height(len(languages), each=0.5), draw)


def draw_cycles(cycles: Sequence[Cycle]) -> bytes:
    """The largest dependency cycles by their number of files, each named by the folder that it lies in."""
    shown = cycles[:_CYCLES]

    def draw(axes: Axes) -> None:
        sizes = [len(cycle.paths) for cycle in shown]
        bars = axes.barh(range(len(shown)), sizes, color=RED)
        axes.bar_label(bars, [f"{size:,} files" for size in sizes], padding=4)
        title = f"Dependency cycles: {len(cycles):,}"
        title += f", the {len(shown)} largest" if len(shown) < len(cycles) else ""
        _finish(axes, [f"{cycle.number}: {label(_where(cycle))}" for cycle in shown], title)

    return picture(_WIDTH, _height(len(shown)), draw)


def draw_hot_spots(hot_spots: Sequence[HotSpot]) -> bytes:
    """The definitions that most other files refer to."""

    def draw(axes: Axes) -> None:
        files = [spot.files for spot in hot_spots]
        bars = axes.barh(range(len(hot_spots)), files, color=BLUE)
        axes.bar_label(bars, [f"{spot.files:,} files, {spot.uses:,} uses" for spot in hot_spots], padding=4)
        _finish(axes, [_spot(spot) for spot in hot_spots], "Hot spots: definitions that most other files refer to")

    return picture(_WIDTH, _height(len(hot_spots), each=0.36), draw)


def _finish(axes: Axes, names: Sequence[str], title: str) -> None:
    axes.set_yticks(range(len(names)), labels=list(names))
    axes.invert_yaxis()  # the first one on top
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    axes.margins(x=0.2)  # room for what stands beside the bars
    axes.set_title(title)


def _height(bars: int, each: float = 0.3) -> float:
    return 0.8 + each * max(bars, 1)


def _spot(spot: HotSpot) -> str:
    return f"{label(spot.name)}\n{label(spot.path)}:{spot.start_line + 1}"


def _where(cycle: Cycle) -> str:
    """The files when there are two of them, else the folder that has them all."""
    if len(cycle.paths) == 2:
        folder = os.path.commonpath(cycle.paths)
        return f"{folder}/" + " ↔ ".join(os.path.relpath(path, folder) for path in cycle.paths)
    return (os.path.commonpath(cycle.paths) or ".") + "/"
