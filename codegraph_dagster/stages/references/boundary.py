"""What passes between files: facts of keys that other files may ask for, and who asks for which definitions."""

from __future__ import annotations

import numpy as np

from codegraph_dagster.stages.references.arrays import (
    Ints,
    ascending,
    codes_of,
    contains,
    first_of_each,
    joined_columns,
)
from codegraph_dagster.stages.references.facts import FUNCTION, MODULE, TYPE, Facts, container_of, joined, row_of

_FILE_SHIFT = 26


class Boundary:
    """Collects both, for the files that are computed. `readable`: the definitions of theirs that others may ask for."""

    def __init__(self, readable: Ints) -> None:
        self._readable = ascending(readable)
        self._facts: list[Facts] = []
        self._found: list[Ints] = []
        self._reads: list[tuple[Ints, Ints]] = []

    def add_facts(self, facts: Facts, found: Ints) -> None:
        """Take those facts that other files may ask for; what a definition is by itself is known without."""
        containers = container_of(facts.key)
        of_itself = (facts.key == facts.definition) & np.isin(facts.shape, (MODULE, TYPE, FUNCTION))
        passes = np.flatnonzero(((containers < 0) | contains(self._readable, containers)) & ~of_itself)
        self._facts.append(facts.take(passes))
        self._found.append(found[passes])

    def add_reads(self, source: Ints, sink: Ints) -> None:
        """Take what copies ask for of other files than their own."""
        definition, reader = row_of(source), row_of(sink) >> _FILE_SHIFT
        crosses = np.flatnonzero(definition >> _FILE_SHIFT != reader)
        reader, definition = reader[crosses], definition[crosses]
        _, first = first_of_each(codes_of(reader, definition))
        self._reads.append((reader[first], definition[first]))

    def facts(self) -> dict[str, Ints]:
        """Columns `key`, `shape`, `definition`, `found`."""
        facts = joined(self._facts)
        found = joined_columns(self._found)
        return {"key": facts.key, "shape": facts.shape, "definition": facts.definition, "found": found}

    def reads(self) -> dict[str, Ints]:
        """Columns `file_no`, `definition`, each pair once."""
        reader, definition = (joined_columns([pair[column] for pair in self._reads]) for column in range(2))
        _, first = first_of_each(codes_of(reader, definition))
        return {"file_no": reader[first], "definition": definition[first]}
