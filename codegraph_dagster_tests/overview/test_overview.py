"""What an overview of a small repository shows, and that its pictures are drawn."""

from __future__ import annotations

import io
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.map import open_map
from codegraph_dagster.overview import Cycle, HotSpot, Language, Overview, Package, read_overview, write_page
from codegraph_dagster.overview.packages import Dependency
from codegraph_dagster.overview.pictures import (
    StageSeconds,
    draw_cycles,
    draw_hot_spots,
    draw_languages,
    draw_packages,
    draw_timings,
)
from codegraph_dagster.overview.pictures.canvas import label
from codegraph_dagster.overview.pictures.graph import layout
from codegraph_dagster_tests.stages import building

FILES = {
    "app/db/core.py": "import app.db.rows\n\n\nclass Store:\n    pass\n",
    "app/db/rows.py": "import app.db.core\n",
    "app/web/views.py": "from app.db.core import Store\n\n\ndef show():\n    return Store()\n",
    "app/web/forms.py": "from app.db.core import Store\n\n\ndef form():\n    return Store() or Store()\n",
    "tests/test_views.py": "from app.db.core import Store\nfrom app.web.views import show\n\nshow(Store())\n",
}


@pytest.fixture(scope="module")
def overview(tmp_path_factory: pytest.TempPathFactory) -> Overview:
    return read_overview(building.published(tmp_path_factory.mktemp("overview"), FILES))


def test_what_it_shows(overview: Overview):
    assert overview.languages == [Language("python", code_lines=16, test_lines=4, files=5)]
    assert overview.packages == [
        Package("app/web", 2, 10, 4, imports=2, imported=0, files_in_cycles=0),
        Package("app/db", 2, 6, 3, imports=0, imported=2, files_in_cycles=2),
    ]
    assert overview.dependencies == [Dependency("app/web", "app/db", 2)]
    assert overview.cycles == [Cycle(1, ["app/db/core.py", "app/db/rows.py"])]
    assert overview.hot_spots == [HotSpot("Store", "class", "app/db/core.py", 3, files=2, uses=3)]


def test_a_repository_without_sources(tmp_path: Path):
    (tmp_path / "source").mkdir()
    empty = building.published(tmp_path, {})
    assert read_overview(empty) == Overview([], [], [], [], [])
    with open_map(empty) as connection:
        assert connection.execute("FROM repository_map").fetchall() == []


def test_without_a_database(tmp_path: Path):
    with pytest.raises(CodegraphError, match="index the repository first"):
        read_overview(tmp_path / "x.duckdb")


RUNS = [StageSeconds(datetime(2024, 5, 1, hour, tzinfo=UTC), {"ir": 2.0, "chunks": hour / 10}) for hour in range(1, 4)]


@pytest.mark.parametrize(
    "draw",
    [
        lambda o: draw_languages(o.languages),
        lambda o: draw_packages(o.packages, o.dependencies),
        lambda o: draw_cycles(o.cycles),
        lambda o: draw_hot_spots(o.hot_spots),
        lambda o: draw_timings(RUNS, ["ir", "chunks"]),
        # Names that are no plain text to a plotting library, or have no letters in its fonts.
        lambda o: draw_hot_spots([HotSpot("$x_1$ $\\frac", "function", "a\nb/漢字\udcff.py" * 9, 0, 1, 1)]),
        lambda o: draw_languages([]),
        lambda o: draw_packages([], []),
    ],
)
@pytest.mark.filterwarnings("error")
def test_pictures_are_drawn(draw, overview: Overview):
    with Image.open(io.BytesIO(draw(overview))) as image:
        assert image.format == "PNG"
        pixels = np.asarray(image.convert("L"))
    assert pixels.shape[1] > 800
    assert (pixels < 128).sum() > 100, "there is something on it"


def test_who_is_imported_lies_below_who_imports():
    packages = [
        Package("base", 1, 1, 1, imports=0, imported=9, files_in_cycles=0),
        *(Package(f"top{n}", 1, 1, 1, imports=3, imported=0, files_in_cycles=0) for n in range(4)),
    ]
    places = layout(packages, [Dependency(f"top{n}", "base", 3) for n in range(4)])
    assert all(places["base"][1] < places[f"top{n}"][1] for n in range(4))
    assert len(set(places.values())) == 5


def test_labels():
    assert label("a" * 100, 10) == "…" + "a" * 9
    assert label("a\nb\udcff") == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}"


def test_the_page(tmp_path: Path, overview: Overview):
    target = tmp_path / "index" / "x.html"
    write_page(target, "<x> & y", {"a <picture>": draw_cycles(overview.cycles)}, overview.packages)
    text = target.read_text()
    assert "<h1>&lt;x&gt; &amp; y</h1>" in text
    assert 'alt="a &lt;picture&gt;"' in text
    assert "data:image/png;base64,iVBOR" in text
    assert "<tr><td>app/web</td><td>2</td><td>10</td><td>4</td><td>2</td><td>0</td><td>0</td></tr>" in text
    assert [path.name for path in target.parent.iterdir()] == ["x.html"]


def test_the_plotting_library_is_imported_by_nothing_else():
    modules = "codegraph_dagster.definitions, codegraph_dagster.defs.metadata, codegraph_dagster.overview.pictures"
    code = f"import {modules}, sys; sys.exit('matplotlib' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
