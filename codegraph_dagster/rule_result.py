"""How something fares with a rule that it is checked against."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RuleResult:
    """A rule's name, how often it is broken, and one such place in words."""

    rule: str
    violations: int
    example: str | None

    @property
    def passed(self) -> bool:
        """Nothing breaks the rule."""
        return self.violations == 0
