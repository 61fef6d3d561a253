"""What a language says about importing: under which names its files are found, which names stay behind."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class ImportRules:
    """How names pass from file to file, as far as languages differ in it."""

    private_prefix: str | None
    """Names that start so do not pass through an import of everything, unless an export list has them."""
    dynamic_member: str | None
    """A module that defines this name computes further members at run time."""
    declarations_hide_imports: bool
    """What a file of declarations imports does not pass through an import of everything, unless its alias
    is its own name."""


class ImportableName(NamedTuple):
    """One name under which a file can be imported absolutely.

    Of several files of one name the best for the importing file wins: a name of a folder around it before all
    others, the nearest folder first, then the lowest rank.
    """

    module: str
    folder: str
    """The project, or the folder of scripts, to which the name belongs ('': the repository's root)."""
    is_local: bool
    """Only files below `folder` find it."""
    outranks_standard: bool
    """Files below `folder` find it before a standard module of the same name."""
    rank: int


def import_rules(language: str) -> ImportRules:
    """The rules of a language: `IMPORT_RULES` of the module `modules` in its folder."""
    rules = import_module(f"{__package__}.{language}.modules").IMPORT_RULES
    if not isinstance(rules, ImportRules):
        raise TypeError(f"IMPORT_RULES of {language} is no ImportRules")
    return rules
