"""The languages that can be indexed. A language is data and a few rules, in a folder of its own.

To add one, write `languages/<name>/__init__.py` with a function `language() -> Language` and add its name to
`_MODULES`; no other folder knows a language's name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from codegraph_dagster.languages.imports import ImportableName

if TYPE_CHECKING:
    import tree_sitter

_MODULES: Final = ("codegraph_dagster.languages.python",)


class ModuleName(Protocol):
    """Under which name a file is imported."""

    @property
    def module(self) -> str:
        """The dotted name, relative to the root."""

    @property
    def root(self) -> str:
        """The import root, relative to the repository."""

    @property
    def is_package(self) -> bool:
        """Whether the file is its package's own module."""

    @property
    def is_stub(self) -> bool:
        """Whether it holds declarations only."""

    @property
    def importable(self) -> Sequence[ImportableName]:
        """Every name under which an absolute import may find the file."""


@dataclass(frozen=True)
class Language:
    """What the indexer needs to know about one language.

    `grammar` returns the tree-sitter language pointer, `query` the text of `extract.scm` (captures: see
    ir/vocabulary.py). `grammar_distribution` is the installed package that the grammar is of: rows made by another
    version of it are made again.
    """

    name: str
    grammar_distribution: str
    suffixes: tuple[str, ...]
    type_tests: frozenset[str]  # functions (object, class) that test an object's type
    manager: str  # SCIP's package manager of the language
    line_comments: tuple[str, ...]  # what a comment to the end of the line starts with
    constructors: tuple[str, ...]  # methods that make or set up an object of their class
    export_list: str | None  # the module-level name that lists what a module exports
    grammar: Callable[[], object]
    query: Callable[[], str]
    # What names of the language mean to the inference of types: names outside of the repository ('typing/Optional'),
    # methods that the language calls itself ('__enter__'), methods of its containers ('.values'), arguments of its
    # functions ('key'), each with a meaning that the SQL of stages/references asks for. A name may have several.
    words: Sequence[tuple[str, str]]
    declared_encoding: Callable[[bytes], str | None]
    assign_modules: Callable[[Sequence[str], Sequence[str]], Sequence[ModuleName]]
    package_identity: Callable[[Path], tuple[str, str]]
    standard_modules: Callable[[], frozenset[str]]
    builtins: Callable[[], frozenset[str]]
    project_file_names: frozenset[str]  # names of files that describe a project
    is_test_path: Callable[[str], bool]
    visibility: Callable[[str], str]
    is_constant: Callable[[str], bool]
    clean_docstring: Callable[[str], str]
    string_value: Callable[[str], str | None]
    quoted_type: Callable[[bytes], tuple[int, bytes] | None]
    # What the grammar cannot parse, hidden: the text with blanks in its place, and the (offset, expression) pairs that
    # were there, to be parsed by themselves.
    hide_unparsable: Callable[[bytes], tuple[bytes, list[tuple[int, bytes]]]]
    # Which of the strings that start at these (ascending) offsets of an annotation are quoted types.
    holds_types: Callable[[bytes, Sequence[int]], Sequence[bool]]
    # The stretches (start, end) of a text in which strings are quoted types although it is no annotation.
    type_places: Callable[[bytes], Sequence[tuple[int, int]]]
    idle_branches: Callable[[tree_sitter.Node, bytes], list[tree_sitter.Node]]  # the blocks of a file that do not run
    decorator_modifiers: Callable[[str], tuple[str, ...]]
    base_modifiers: Callable[[str], tuple[str, ...]]
    clean_header: Callable[[str], str]  # the head of a definition without comments and what opens its body
    header_modifiers: Callable[[str], tuple[str, ...]]
    implicit_modifiers: Callable[[str], tuple[str, ...]]  # what a method's name alone says about it
    is_type_checking: Callable[[str], bool]  # the head of a condition under which only type checkers import
    has_receiver: Callable[[tuple[str, ...], str], bool]  # a method with these modifiers and name has a receiver


@cache
def languages() -> Mapping[str, Language]:
    """All languages by name."""
    found = [import_module(module).language() for module in _MODULES]
    return {language.name: language for language in found}


@cache
def suffixes() -> Mapping[str, str]:
    """The language's name of each file suffix (with the dot)."""
    return {suffix: language.name for language in languages().values() for suffix in language.suffixes}


@cache
def project_file_names() -> frozenset[str]:
    """Names of files that describe a project, of any language."""
    return frozenset().union(*(language.project_file_names for language in languages().values()))
