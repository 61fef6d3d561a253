"""What changed since the last publish, as the metadata of a published database shows it."""

from __future__ import annotations

import dagster as dg

from codegraph_dagster.store.changes import Change, ChangeSummary

_LONGEST = 120


def changes_metadata(summary: ChangeSummary) -> dict[str, dg.MetadataValue]:
    """Counts, which the UI plots, and a table of the first changes; the reason when nothing was compared."""
    return {
        "changes": dg.MetadataValue.md(changes_markdown(summary)),
        "changes that may break": dg.MetadataValue.int(summary.may_break),
        **{f"symbols {change}": dg.MetadataValue.int(count) for change, count in summary.counts.items()},
    }


def changes_markdown(summary: ChangeSummary) -> str:
    """A line with the totals, and a table of the first changes, one row for each."""
    lines = [_cell(str(summary))]
    if summary.first:
        lines += ["", "| change | kind | name | where | declaration |", "| --- | --- | --- | --- | --- |"]
        lines += [_row(change) for change in summary.first]
    if summary.total > len(summary.first):
        lines += ["", f"{summary.total - len(summary.first):,} more are in the table `changes`."]
    return "\n".join(lines)


def _row(change: Change) -> str:
    what = f"{change.change}: {', '.join(change.aspects)}" if change.aspects else change.change
    if change.may_break:
        what = f"**{what}**"
    place, old_place = _place(change.path, change.line), _place(change.old_path, change.old_line)
    if change.path == change.old_path:  # a shift within the file says nothing
        old_place = place
    cells = [
        what,
        change.kind,
        _code(change.name),
        _sides(old_place, place),
        _sides(change.old_signature, change.signature),
    ]
    return f"| {' | '.join(cells)} |"


def _place(path: str | None, line: int | None) -> str | None:
    """A place as editors write it: their lines count from 1."""
    return None if path is None or line is None else f"{path}:{line + 1}"


def _sides(old: str | None, new: str | None) -> str:
    """What it was and what it is; once when they are the same, or when there is only one of them."""
    if old is None or new is None or old == new:
        return _code(new or old or "")
    return f"{_code(old)} → {_code(new)}"


def _code(text: str) -> str:
    short = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    mark = "``" if "`" in short else "`"
    return f"{mark}{_cell(short)}{mark}" if short else ""


def _cell(text: str) -> str:
    """A text that ends neither the cell nor the row."""
    return text.replace("|", "\\|").replace("\n", " ").replace("\r", " ")
