"""Which paths of a repository count: the user's globs, folders left out by default, `.gitignore` files."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pathspec import GitIgnoreSpec
from pathspec.patterns.gitignore import GitIgnorePatternError
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

from codegraph_dagster.errors import CodegraphError

VERSION_CONTROL_FOLDERS = frozenset({".git", ".hg", ".svn", ".bzr", ".jj", "CVS", "_darcs"})
"""Never looked into, whatever the settings say."""

DEFAULT_EXCLUDED_FOLDERS = frozenset(
    {
        "__pycache__",
        "__pypackages__",
        "node_modules",
        ".cache",
        ".eggs",
        ".hypothesis",
        ".mypy_cache",
        ".nox",
        ".pytest_cache",
        ".ruff_cache",
        ".tox",
    }
)
"""Left out unless git tracks their files, or an include glob names the folder."""

VIRTUAL_ENVIRONMENT_MARKER = "pyvenv.cfg"
"""A folder that holds this file is left out like those, whatever its name."""

MAX_IGNORE_FILE_BYTES = 1 << 20
MAX_RULES = 2_000
# A regular expression backtracks over every star of one path component: three stars are 255^3/6 steps at
# worst for the longest file name, a few dozen milliseconds; every further star would make it a hundred times
# as long.
MAX_STARS = 3
TIME_LIMIT_SECONDS = 30.0

_WILDCARD = re.compile(r"\*+")


class Selection:
    """The include and exclude globs of a repository's settings: `.gitignore` patterns relative to its root.

    A path counts when an include pattern matches it (or there is none) and no exclude pattern does.
    Raises CodegraphError for a pattern that is none.
    """

    def __init__(self, include: Sequence[str] = (), exclude: Sequence[str] = ()) -> None:
        self._include = _user_globs("include", include)
        self._exclude = _user_globs("exclude", exclude)
        self._can_prune = not any(glob.startswith("!") for glob in exclude)
        self._named = frozenset(part for glob in include for part in glob.strip("!/").split("/"))

    def selects(self, path: str) -> bool:
        """Whether the file at `path` (relative, '/' between components) counts."""
        if self._include is not None and not self._include.match_file(path):
            return False
        return self._exclude is None or not self._exclude.match_file(path)

    def excludes_folder(self, path: str) -> bool:
        """Whether no file below the folder can count, so that nobody has to look into it."""
        return self._exclude is not None and self._can_prune and self._exclude.match_file(path + "/")

    def excludes_by_default(self, folder_name: str) -> bool:
        """Whether a folder of this name is left out because nobody asked for it."""
        return folder_name in DEFAULT_EXCLUDED_FOLDERS and folder_name not in self._named

    def names(self, folder_name: str) -> bool:
        """Whether an include glob has this name as one of its components."""
        return folder_name in self._named


@dataclass
class RuleBudget:
    """Bounds the time that hostile rules can cost over one walk. `spent_seconds` only grows."""

    limit_seconds: float = TIME_LIMIT_SECONDS
    spent_seconds: float = field(default=0.0, init=False)

    @property
    def is_spent(self) -> bool:
        """Whether rules are no longer applied."""
        return self.spent_seconds > self.limit_seconds


class Rule(NamedTuple):
    """One line of a `.gitignore` file. `matches` is None for a rule about everything."""

    matches: Callable[[str], object] | None
    folders_only: bool
    ignores: bool


@dataclass(frozen=True, slots=True)
class IgnoreRules:
    """The rules of one `.gitignore` file, the last one first, as it has the last word.

    `base` is its folder: "" for the root, else ending with '/'. `skipped` rules were left out: too complex, too many
    or no pattern at all.
    """

    base: str
    rules: tuple[Rule, ...]
    skipped: int


def parse_ignore_file(base: str, content: bytes) -> IgnoreRules:
    """The rules of a `.gitignore` file in `base`. Never raises: a bad rule is left out and counted."""
    rules: list[Rule] = []
    skipped = 0
    for line in content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape").split("\n"):
        text = _without_trailing_spaces(line.removesuffix("\r"))
        if not text or text.startswith("#"):
            continue
        if len(rules) >= MAX_RULES or _is_too_complex(text):
            skipped += 1
            continue
        try:
            rules.append(_rule(text))
        except (GitIgnorePatternError, ValueError, re.error, RecursionError, OverflowError):
            skipped += 1  # git passes over such a rule as well
    return IgnoreRules(base, tuple(reversed(rules)), skipped)


def is_ignored(path: str, is_folder: bool, files: Iterable[IgnoreRules], budget: RuleBudget) -> bool:
    """Whether git would ignore `path`; the files of rules are given the nearest first, the first word counts.

    The folders above `path` must have been found not ignored: nothing is taken back in from an ignored folder.
    """
    started = time.monotonic()
    try:
        for file in files:
            if budget.is_spent:
                return False
            name = path[len(file.base) :]
            for matches, folders_only, ignores in file.rules:
                if (is_folder or not folders_only) and (matches is None or matches(name)):
                    return ignores
        return False
    finally:
        budget.spent_seconds += time.monotonic() - started


def _rule(text: str) -> Rule:
    """A rule that matches a path itself. The library's own answer is about a path and everything below it.

    The two differ where a rule takes something back in: `!*/` takes back folders, not the files in them.
    """
    folders_only = text.endswith("/")
    glob = text[:-1] if folders_only else text
    if glob.endswith("/**"):
        glob += "/*"  # all that lies below, but not the folder
    pattern = GitIgnoreSpecPattern(glob)
    if pattern.regex is None:
        raise ValueError("no pattern")
    everything = pattern.regex.pattern == "."
    return Rule(None if everything else pattern.regex.fullmatch, folders_only, bool(pattern.include))


def _without_trailing_spaces(line: str) -> str:
    stripped = line.rstrip(" ")
    if len(stripped) < len(line) and (len(stripped) - len(stripped.rstrip("\\"))) % 2:
        return stripped + " "  # the first one is escaped
    return stripped


def _is_too_complex(rule: str) -> bool:
    parts = rule.split("/")
    folders = sum(1 for part in parts if part.strip("*") == "" and len(part) > 1)
    return len(rule) > 4096 or folders > MAX_STARS or any(len(_WILDCARD.findall(part)) > MAX_STARS for part in parts)


def _user_globs(setting: str, globs: Sequence[str]) -> GitIgnoreSpec | None:
    if not globs:
        return None
    patterns: list[GitIgnoreSpecPattern] = []
    for glob in globs:
        try:
            patterns.append(GitIgnoreSpecPattern(glob))
        except (GitIgnorePatternError, ValueError, re.error) as error:
            raise CodegraphError(f"{setting}: {glob!r} is not a valid glob: {error}") from None
    return GitIgnoreSpec(patterns, backend="simple")
