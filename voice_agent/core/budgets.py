"""The latency budget of every stage: one table for the pipeline, the trace and the benchmarks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

OverrunAction = Literal[
    "log",
    "wait_for_silence",
    "last_partial",
    "next_route",
    "clarify",
    "filler",
    "fallback",
    "cached",
    "human",
]
"""What is done about a stage that is late or has failed.

``wait_for_silence``: silence alone ends the turn. ``last_partial``: use the last partial
transcript. ``next_route``: look up knowledge by the text alone. ``clarify``: ask the caller again.
``filler``: tell the caller that it takes a moment. ``fallback``: give a fixed answer that offers a
person. ``cached``: say from memory that a ``human`` takes over.
"""

STAGES: tuple[str, ...] = (
    "vad",
    "turns",
    "queue",
    "stt",
    "slm",
    "router",
    "answer",
    "llm",
    "tts",
    "transport",
)
"""Stages in the order in which a turn passes them. A turn takes ``answer`` or ``llm``, not both;
``queue`` is the waiting of its jobs for all engines together, and has no key in a pipeline file."""

OVERRUN_ACTIONS: Mapping[str, tuple[OverrunAction, ...]] = MappingProxyType(
    {
        "turns": ("wait_for_silence",),
        "stt": ("clarify", "last_partial", "human"),
        "slm": ("clarify", "next_route", "human"),
        "llm": ("fallback", "human"),
        "tts": ("cached", "log"),
    }
)
"""What a stage can do when its deadline passes. Stages that are not named can only ``log``."""


def actions_for(stage: str) -> tuple[OverrunAction, ...]:
    """Return the overrun actions that ``stage`` knows; the first is its default."""
    return OVERRUN_ACTIONS.get(stage, ("log",))


@dataclass(frozen=True, slots=True)
class Budget:
    """What one stage may take of a turn.

    Attributes:
        ms: Time it should take; above it the turn is marked as over budget.
        deadline_ms: Time after which it is given up and ``on_overrun`` happens.
        on_overrun: The action taken at the deadline.
    """

    ms: float
    deadline_ms: float
    on_overrun: OverrunAction = "log"


@dataclass(frozen=True, slots=True)
class BudgetTable:
    """Budgets by stage, and those of the whole turn.

    Attributes:
        turn_ms: What a turn may take, voice-to-voice.
        stages: Budgets by stage.
        turn_deadline_ms: Time after the end of the caller's turn at which a filler is said if
            nothing else was; after twice that time the turn is given up.
        turn_on_overrun: The action taken then.
    """

    turn_ms: float
    stages: Mapping[str, Budget] = field(default_factory=dict)
    turn_deadline_ms: float = 4800
    turn_on_overrun: OverrunAction = "fallback"

    def report(self, stage_ms: Mapping[str, float]) -> dict[str, dict[str, float | bool | None]]:
        """Compare measured milliseconds with the budget, stage by stage, in pipeline order."""
        rows: dict[str, dict[str, float | bool | None]] = {}
        for stage in STAGES:
            if stage not in stage_ms:
                continue
            budget = self.stages.get(stage)
            ms = round(stage_ms[stage], 1)
            rows[stage] = {
                "ms": ms,
                "budget_ms": budget.ms if budget else None,
                "over": bool(budget and ms > budget.ms),
            }
        return rows
