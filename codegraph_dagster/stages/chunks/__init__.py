"""Stage `chunks`: cuts every file into pieces for retrieval, in a hierarchy of six kinds.

`repository` > `project` (an import root) > `module` (a folder's package) > `file` > `class` >
`function`; a class may lie in a class. Every file has all the levels above it, so a file in the import
root itself is in the package ''.

A chunk with `part` 0 is a skeleton: a summary of what is below it (header, docstring, signatures of the
members, or the list of packages or files). Chunks with `part` >= 1 are the leaves: the text itself.
Every line of a file lies in exactly one leaf, and the leaves of a file, ordered by (start_line,
end_line, part), give back its exact text.

- A `function` leaf is a function that is in no other function, or a method, with its decorators, the comments
  directly above it, and the blank lines behind it. What is defined inside it stays inside it.
- A `class` or `file` leaf is the code of a class or file that is in none of its members. Its parent is
  the skeleton.
- What is longer than the cap is several parts, cut between statements where possible. A single line that
  is too long is cut between characters: the range of all its parts but the last is empty.

Ids are hashes of path, kind, fqn, the ordinal among equal ones in the file, and the part; of a class or
file leaf the text takes the place of the part. So a change elsewhere in the file changes no id.
"""

from __future__ import annotations

from typing import Final

from codegraph_dagster.stages.runner import Stage, StageSession

__all__ = ["STAGE"]


def _compute(session: StageSession) -> None:
    from codegraph_dagster.stages.chunks.cut import compute  # a run that finds nothing to do needs no Arrow

    compute(session)


STAGE: Final = Stage(
    name="chunks",
    tables=("main.chunks",),
    compute=_compute,
    is_per_file=True,
    options=("name", "chunk_max_chars"),
    shares_cpus=True,
)
