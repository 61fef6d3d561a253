"""The dependency graph of packages: what others stand on lies at the bottom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from codegraph_dagster.overview.packages import Dependency, Package
from codegraph_dagster.overview.pictures.canvas import BLUE, FAINT, INK, LIGHT_BLUE, RED, label, picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PACKAGES = 14
_ARROWS = 36  # more of them cannot be followed
_IN_A_ROW = 4
_SWEEPS = 8

_PLATE = {"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 1.0}  # under a name that arrows cross

Place = tuple[float, float]


def draw_packages(packages: Sequence[Package], dependencies: Sequence[Dependency]) -> bytes:
    """The largest packages, with an arrow from each one to those that it imports from.

    A package is the higher the more it imports in comparison with how much it is imported, so arrows point down; one
    that points up, in red, is against the grain, and closes a circle of packages more often than not.
    """
    shown = packages[:_PACKAGES]
    names = {package.package for package in shown}
    inner = [each for each in dependencies if each.source in names and each.target in names]
    arrows = sorted(inner, key=lambda each: (-each.imports, each.source, each.target))[:_ARROWS]
    places = layout(shown, arrows)

    def draw(axes: Axes) -> None:
        for arrow in arrows:
            _arrow(axes, places, arrow, most=arrows[0].imports)
        largest = max((package.lines for package in shown), default=1)
        for package in shown:
            x, y = places[package.package]
            size = 250 + 2200 * package.lines / max(largest, 1)
            axes.scatter([x], [y], s=size, color=LIGHT_BLUE, edgecolors=BLUE, zorder=2)
            text = f"{label(package.package, 28)}\n{package.lines:,} lines"
            axes.text(x, y, text, ha="center", va="center", fontsize=8, zorder=3, bbox=_PLATE)
        title = f"The {len(shown)} largest packages" if len(shown) < len(packages) else "Packages"
        title += ", and most of their imports" if len(arrows) < len(inner) else ", and their imports"
        axes.set_title(f"{title}: downwards, red against the grain")
        axes.set_axis_off()
        axes.margins(0.12)

    return picture(10.0, 7.0, draw)


def layout(packages: Sequence[Package], dependencies: Sequence[Dependency]) -> Mapping[str, Place]:
    """A place for each package: rows from those that only import (on top) to those that are only imported.

    In a row, each one moves towards the middle of those that it is tied to, which keeps arrows short.
    """
    ranked = sorted(packages, key=lambda package: (-_instability(package), package.package))
    count = -(-len(ranked) // _IN_A_ROW)
    rows = [[package.package for package in ranked[i * _IN_A_ROW : (i + 1) * _IN_A_ROW]] for i in range(count)]
    tied: dict[str, list[str]] = {package.package: [] for package in ranked}
    for each in dependencies:
        tied[each.source].append(each.target)
        tied[each.target].append(each.source)
    x = {name: place for row in rows for name, place in zip(row, _spread(len(row)), strict=True)}
    for _ in range(_SWEEPS):
        for row in rows:
            row.sort(key=lambda name: (sum(x[other] for other in tied[name]) / max(len(tied[name]), 1), name))
            x |= dict(zip(row, _spread(len(row)), strict=True))
    # Every other row is a little to the right, or arrows would run through the packages between.
    return {
        name: (x[name] + 0.12 * (-1) ** number, float(-number) + 0.16 * (-1) ** place)
        for number, row in enumerate(rows)
        for place, name in enumerate(row)
    }


def _arrow(axes: Axes, places: Mapping[str, Place], arrow: Dependency, most: int) -> None:
    source, target = places[arrow.source], places[arrow.target]
    weight = (arrow.imports / most) ** 0.5
    is_up = target[1] > source[1]
    axes.annotate(
        "",
        xy=target,
        xytext=source,
        arrowprops={
            "arrowstyle": "-|>",
            "color": RED if is_up else (INK if weight > 0.5 else FAINT),
            "linewidth": 0.5 + 2.5 * weight,
            "connectionstyle": "arc3,rad=0.12",
            "shrinkA": 16,
            "shrinkB": 20,
            "alpha": 0.75,
        },
        zorder=1,
    )


def _instability(package: Package) -> float:
    """From 0, what is only imported, to 1, what only imports (R. C. Martin's measure)."""
    both = package.imports + package.imported
    return package.imports / both if both else 1.0


def _spread(count: int) -> list[float]:
    """So many places in a row, around the middle."""
    return [place - (count - 1) / 2 for place in range(count)]
