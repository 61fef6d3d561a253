"""When an asset is made again by itself: when what it is made from, or the code that makes it, has another version."""

from __future__ import annotations

from typing import Any

import dagster as dg


def when_changed() -> dg.AutomationCondition[Any]:
    """Missing, or of another version than what it follows from; and nothing of that is being made just now.

    The condition `eager` goes by runs, not by data versions: it would make everything again whenever a run said
    that nothing has changed.
    """
    changed: dg.AutomationCondition[Any] = (
        dg.AutomationCondition.missing()
        | dg.AutomationCondition.code_version_changed()
        | dg.AutomationCondition.any_deps_match(dg.AutomationCondition.data_version_changed())
    )
    return (
        changed.since_last_handled()
        & ~dg.AutomationCondition.in_progress()
        & ~dg.AutomationCondition.any_deps_in_progress()
        & ~dg.AutomationCondition.any_deps_missing()
    )
