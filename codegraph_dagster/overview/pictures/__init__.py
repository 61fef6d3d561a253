"""The pictures of an overview, as PNG files in memory."""

from codegraph_dagster.overview.pictures.bars import draw_cycles, draw_hot_spots, draw_languages
from codegraph_dagster.overview.pictures.graph import draw_packages
from codegraph_dagster.overview.pictures.timings import StageSeconds, draw_timings

__all__ = ["StageSeconds", "draw_cycles", "draw_hot_spots", "draw_languages", "draw_packages", "draw_timings"]
