"""SCIP symbols: the strings of the grammar, refusal of malformed ones, and build/parse as inverses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegraph_dagster.ir import scip_symbol as scip

DESCRIPTORS = [
    (scip.namespace, "flask", "flask/"),
    (scip.namespace, "flask.app", "`flask.app`/"),
    (scip.type_, "Flask", "Flask#"),
    (scip.term, "größe", "`größe`."),
    (scip.term, "a`b", "`a``b`."),
    (scip.term, "$x+1-y_", "$x+1-y_."),
    (scip.method, "run", "run()."),
    (scip.method, "<lambda>", "`<lambda>`()."),
    (scip.parameter, "self", "(self)"),
    (scip.type_parameter, "T", "[T]"),
    (scip.meta, "__init__", "__init__:"),
]


@pytest.mark.parametrize(("build", "name", "expected"), DESCRIPTORS)
def test_descriptor_strings(build, name, expected):
    assert build(name) == expected


def test_method_disambiguator():
    assert scip.method("get", "+1") == "get(+1)."


def test_an_empty_name_is_refused():
    with pytest.raises(ValueError, match="needs a name"):
        scip.term("")


def test_symbol_of_a_method():
    symbol = (
        scip.prefix("pip", "flask", "3.1.3") + scip.namespace("flask.app") + scip.type_("Flask") + scip.method("run")
    )
    assert symbol == "codegraph pip flask 3.1.3 `flask.app`/Flask#run()."
    assert scip.parse_symbol(symbol) == scip.Symbol(
        "codegraph",
        "pip",
        "flask",
        "3.1.3",
        (
            scip.Descriptor("namespace", "flask.app"),
            scip.Descriptor("type", "Flask"),
            scip.Descriptor("method", "run"),
        ),
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (("", "", ""), "codegraph . . . "),
        ((".", ".", "."), "codegraph . . . "),
        (("pip", "my package", "1"), "codegraph pip my  package 1 "),
        (("pip", " odd", "1"), "codegraph pip odd 1 "),
    ],
)
def test_prefix_fields(fields, expected):
    assert scip.prefix(*fields) == expected


def test_local_symbols():
    assert scip.local(7) == "local 7"
    assert scip.parse_symbol("local 7").local_id == "7"
    assert scip.validate("local 7") is None


@pytest.mark.parametrize(
    "malformed",
    [
        "",
        "local ",
        "local a b",
        "codegraph pip flask",
        "codegraph pip flask 1 ",
        "codegraph pip flask 1 flask",
        "codegraph pip flask 1 größe.",
        "codegraph pip flask 1 `flask/",
        "codegraph pip flask 1 run(.",
        "codegraph pip flask 1 run(a b).",
        "codegraph pip flask 1 (x",
        "codegraph pip flask 1 ``.",
        "localscheme pip flask 1 x.",
        ". pip flask 1 x.",
    ],
)
def test_malformed_symbols_are_refused(malformed):
    with pytest.raises(ValueError):
        scip.parse_symbol(malformed)
    assert scip.validate(malformed)


@pytest.mark.parametrize("scheme", ["", "local", "localhost"])
def test_forbidden_schemes(scheme):
    with pytest.raises(ValueError, match="scheme"):
        scip.format_symbol(scheme, "pip", "p", "1", ["x."])


def test_validate_names_needless_backticks():
    problem = scip.validate("codegraph pip p 1 `x`.")
    assert problem is not None and "codegraph pip p 1 x." in problem


_names = st.text(min_size=1)
_fields = st.text().map(lambda text: text.lstrip(" ")).filter(lambda text: text != ".")
_descriptors = st.one_of(
    st.builds(
        scip.Descriptor,
        st.sampled_from(["namespace", "type", "term", "parameter", "type_parameter", "meta", "macro"]),
        _names,
        st.just(""),
    ),
    st.builds(scip.Descriptor, st.just("method"), _names, st.from_regex(r"[A-Za-z0-9_+$-]*", fullmatch=True)),
)


@given(
    scheme=_fields.filter(lambda text: text and not text.startswith("local")),
    manager=_fields,
    package=_fields,
    version=_fields,
    descriptors=st.lists(_descriptors, min_size=1, max_size=4),
)
def test_parsing_undoes_formatting(scheme, manager, package, version, descriptors):
    symbol = scip.format_symbol(
        scheme, manager, package, version, [scip.format_descriptor(descriptor) for descriptor in descriptors]
    )
    assert scip.parse_symbol(symbol) == scip.Symbol(scheme, manager, package, version, tuple(descriptors))
    assert scip.validate(symbol) is None
