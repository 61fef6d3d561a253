"""What is not resolved says so in the same way, whichever step gave up: no symbol, confidence 0, and the reason."""

from __future__ import annotations

from codegraph_dagster_tests.stages.building import index
from codegraph_dagster_tests.stages.stages import ALL_STAGES

SOURCES = {
    "shop/cart.py": "class Cart:\n    pass\n",
    "shop/deep/price.py": "price = 1\n",
    "package/__init__.py": "",
    "package/inner/part.py": "",
    "main.py": (
        "from shop.cart import Cart\n"
        "import shop.deep.price\n"
        "from package.inner import part\n"
        "from package.gone import absent\n"
        "from package import nothing\n"
        "\n"
        "\n"
        "def main(cart, run):\n"
        "    print(shop.deep.price.price, absent, unknown, cart.total, run(size=part))\n"
    ),
}
NAMESPACE = "a namespace package: no file defines it"


def test_every_unresolved_name_has_confidence_0_and_a_reason(tmp_path):
    rows = index(tmp_path, SOURCES, *ALL_STAGES).query(
        "SELECT start_line + 1, n.name, a.resolution, a.symbol, a.confidence, a.reason "
        "FROM work.links.answers AS a JOIN work.ir.names AS n USING (id) "
        "JOIN work.ir.files AS f ON f.file_no = a.file_no "
        "WHERE path = 'main.py' AND (a.resolution = 'unresolved' OR a.confidence < 1) "
        "ORDER BY a.start_line, a.start_char"
    )
    assert {row[2:5] for row in rows} == {("unresolved", None, 0.0)}
    assert [(line, name, reason) for line, name, *_, reason in rows] == [
        (1, "shop", NAMESPACE),
        (2, "shop", NAMESPACE),
        (2, "deep", NAMESPACE),
        (3, "inner", NAMESPACE),
        (4, "gone", "no such module"),
        (4, "absent", "no module gone in package package"),
        (5, "nothing", "module package has no name nothing"),
        (9, "shop", NAMESPACE),
        (9, "deep", NAMESPACE),
        (9, "absent", "no module gone in package package"),
        (9, "unknown", "no binding of this name in any scope around it"),
        (9, "total", "the type of the object is not known, or has no such member in the repository"),
        (9, "size", "what is called is not known, or has no parameter of this name"),
    ]
