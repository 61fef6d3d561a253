"""What went wrong with a file, as a row: the columns of `ir.diagnostics`."""

from __future__ import annotations

from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "info"]


class Diagnostic(NamedTuple):
    """One row of `ir.diagnostics`.

    `error`: a file that should be in the index is not. `warning`: it was left out because a limit of the
    configuration says so, or it is there, but not all may be as in the file. `info`: nothing that was asked for is
    lost. `code` is a stable short name to count and filter by, `message` says it to
    a person. Lines and characters are 0-based and the range half-open; None where the finding has no place in
    the file. `path` is the repository's own (`""`) when the finding belongs to no file.
    """

    path: str
    stage: str
    severity: Severity
    code: str
    message: str
    start_line: int | None = None
    start_char: int | None = None
    end_line: int | None = None
    end_char: int | None = None


def intake(path: str, severity: Severity, code: str, message: str, line: int | None = None) -> Diagnostic:
    """A finding of stage `ir` made before parsing; `line` stands for the empty range at that line's start."""
    if line is None:
        return Diagnostic(path, "ir", severity, code, message)
    return Diagnostic(path, "ir", severity, code, message, line, 0, line, 0)
