"""The stages after `ir`, in an order in which they can run one after the other."""

from __future__ import annotations

from codegraph_dagster.stages import chunks, cross_file, occurrences, references, symbols

ALL_STAGES = (chunks.STAGE, cross_file.STAGE, occurrences.STAGE, symbols.STAGE, references.STAGE)
