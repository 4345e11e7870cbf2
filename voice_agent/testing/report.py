"""What a contract kit found out about an engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was tried.

    Attributes:
        what: What the engine should do, as a sentence.
        problem: What it does instead, in one line; empty when all is well.
        took_ms: How long the check took.
    """

    what: str
    problem: str = ""
    took_ms: float = 0.0

    def __str__(self) -> str:
        return f"{self.what}: {self.problem or 'ok'}"


@dataclass(frozen=True, slots=True)
class Report:
    """All checks of one engine.

    Attributes:
        stage: The contract it was held to.
        engine: Its name.
        checks: What was tried, in this order.
    """

    stage: str
    engine: str
    checks: Sequence[Check]

    @property
    def ok(self) -> bool:
        """Whether the engine keeps its contract."""
        return not self.problems

    @property
    def problems(self) -> list[Check]:
        """The checks that failed."""
        return [check for check in self.checks if check.problem]

    def __str__(self) -> str:
        if self.ok:
            return f"{self.stage} engine {self.engine}: {len(self.checks)} checks, all well"
        head = f"{self.stage} engine {self.engine}: {len(self.problems)} of {len(self.checks)} fail"
        return "\n".join([head, *(f"  {check}" for check in self.problems)])
