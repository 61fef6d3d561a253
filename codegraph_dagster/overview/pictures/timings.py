"""The seconds of each stage, run after run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from codegraph_dagster.overview.pictures.canvas import SERIES, picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, slots=True)
class StageSeconds:
    """A run: when it was, and the seconds of the stages that it ran."""

    when: datetime
    seconds: Mapping[str, float]


def draw_timings(runs: Sequence[StageSeconds], stages: Sequence[str]) -> bytes:
    """A bar for each run, oldest first, made of the seconds of its stages. Some stages run at the same time."""

    def draw(axes: Axes) -> None:
        places = range(len(runs))
        below = [0.0] * len(runs)
        for number, stage in enumerate(stages):
            seconds = [run.seconds.get(stage, 0.0) for run in runs]
            axes.bar(places, seconds, bottom=below, label=stage, color=SERIES[number % len(SERIES)], width=0.7)
            below = [low + high for low, high in zip(below, seconds, strict=True)]
        axes.set_xticks(places, labels=[run.when.strftime("%m-%d\n%H:%M") for run in runs], fontsize=7)
        axes.set_xlim(-0.6, max(len(runs), 8) - 0.4)
        axes.set_ylabel("seconds of all stages")
        axes.set_title(f"Stage timings of the last {len(runs)} runs" if len(runs) > 1 else "Stage timings of the run")
        axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))

    return picture(10.0, 4.0, draw)
