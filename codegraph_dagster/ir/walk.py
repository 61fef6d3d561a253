"""Lists the files below a folder that is no git checkout, with the `.gitignore` files in it obeyed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from codegraph_dagster.ir.diagnostics import Diagnostic, intake
from codegraph_dagster.ir.ignore import (
    MAX_IGNORE_FILE_BYTES,
    VERSION_CONTROL_FOLDERS,
    VIRTUAL_ENVIRONMENT_MARKER,
    IgnoreRules,
    RuleBudget,
    Selection,
    is_ignored,
    parse_ignore_file,
)
from codegraph_dagster.ir.reading import UnreadableFileError, decode_path, display_path, read_regular_file

_IGNORE_FILE = ".gitignore"


def walk(
    root: Path,
    start: str,
    selection: Selection,
    is_wanted: Callable[[str], bool],
    budget: RuleBudget,
) -> tuple[list[str], list[Diagnostic]]:
    """Paths, relative to `root`, of everything below `root/start` that is wanted and no folder.

    `root` is a real path, `start` is "" or a folder in it; `is_wanted` tells by a file's name. Only
    `.gitignore` files at or below `start` apply. Symbolic links to folders are not followed. What is listed
    may be a symbolic link, a FIFO or the like: the caller looks before it opens. Folders that cannot be read
    become diagnostics.
    """
    found: list[str] = []
    diagnostics: list[Diagnostic] = []
    # Folders to look into ('' or with a '/' at the end), each with the rules of those above, the nearest
    # first.
    todo: list[tuple[str, tuple[IgnoreRules, ...]]] = [(f"{start}/" if start else "", ())]
    while todo:
        base, rules = todo.pop()
        try:
            folders, files, names = _entries(root, base)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            diagnostics.append(
                intake(display_path(base.rstrip("/")), "error", "unreadable_folder", f"folder left out: {reason}")
            )
            continue
        if VIRTUAL_ENVIRONMENT_MARKER in names and base and not selection.names(_last(base)):
            continue
        if _IGNORE_FILE in files:
            own, problem = _ignore_file(root, base)
            diagnostics.extend(problem)
            rules = (own, *rules) if own is not None else rules
        found.extend(
            base + name
            for name in files
            if is_wanted(name) and not (rules and is_ignored(base + name, False, rules, budget))
        )
        for name in folders:
            path = base + name
            if name in VERSION_CONTROL_FOLDERS or selection.excludes_by_default(name):
                continue
            if selection.excludes_folder(path) or (rules and is_ignored(path, True, rules, budget)):
                continue
            todo.append((path + "/", rules))
    if budget.is_spent:
        message = ".gitignore files took too long to apply: some ignored files may be indexed"
        diagnostics.append(intake(display_path(start), "warning", "ignore_rules_too_slow", message))
    return found, diagnostics


def _entries(root: Path, base: str) -> tuple[list[str], list[str], set[str]]:
    """Names of the folders, of everything else, and of all entries of a folder."""
    folders: list[str] = []
    others: list[str] = []
    folder = os.path.join(os.fsencode(root), base.encode("utf-8", "surrogateescape"))  # noqa: PTH118 - bytes
    with os.scandir(folder) as entries:
        for entry in entries:
            name = decode_path(entry.name)
            (folders if entry.is_dir(follow_symlinks=False) else others).append(name)
    return folders, others, {*folders, *others}


def _ignore_file(root: Path, base: str) -> tuple[IgnoreRules | None, list[Diagnostic]]:
    path = base + _IGNORE_FILE
    try:
        rules = parse_ignore_file(base, read_regular_file(root, path, MAX_IGNORE_FILE_BYTES))
    except UnreadableFileError as error:
        message = f"not applied: {error}"
        return None, [intake(display_path(path), "warning", "ignore_file_unreadable", message)]
    if rules.skipped:
        message = f"{rules.skipped} rule(s) not applied: invalid, too complex or too many"
        return rules, [intake(display_path(path), "warning", "ignore_rules_skipped", message)]
    return rules, []


def _last(base: str) -> str:
    return base.rstrip("/").rpartition("/")[2]
