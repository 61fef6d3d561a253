"""A matplotlib figure without a window or global state, and the few colours that all pictures share."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK: Final = "#1f2933"
FAINT: Final = "#9aa5b1"
BLUE: Final = "#3b6fb6"
LIGHT_BLUE: Final = "#a9c4e6"
RED: Final = "#c0392b"
SERIES: Final = ("#3b6fb6", "#e08e45", "#4f9d69", "#8e6bb0", "#c0392b", "#7f8c8d", "#d4b106")
"""Colours that are told apart beside each other."""

_DPI = 110
_COLOURS = 64
_LONGEST = 48
_SETTINGS: Final[dict[Any, Any]] = {
    "text.parse_math": False,  # a name may have dollar signs
    "font.size": 9,
    "text.color": INK,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
}


def picture(width: float, height: float, draw: Callable[[Axes], None]) -> bytes:
    """A PNG of so many inches, of what `draw` draws."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from PIL import Image

    # The fonts that come with matplotlib lack some scripts: a box then stands for the letter, and that is enough.
    with mpl.rc_context(_SETTINGS), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure = Figure(figsize=(width, height), dpi=_DPI, layout="constrained")
        draw(figure.add_subplot())
        FigureCanvasAgg(figure)
        drawn = io.BytesIO()
        figure.savefig(drawn, format="png")
    # These pictures have few colours; as a palette they take a third of the bytes in the event log.
    out = io.BytesIO()
    with Image.open(drawn) as image:
        image.convert("RGB").quantize(_COLOURS).save(out, format="PNG", optimize=True)
    return out.getvalue()


def label(text: str, longest: int = _LONGEST) -> str:
    """A name as one line that is not too long: its end says most."""
    plain = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
    return plain if len(plain) <= longest else "…" + plain[-(longest - 1) :]
