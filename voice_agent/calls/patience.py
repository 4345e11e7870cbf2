"""How long a caller waits for an answer, and what is due then. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

_STAGE_AFTER = (("heard", "stt"), ("read", "slm"), ("routed", "router"))


@dataclass(frozen=True, slots=True)
class Patience:
    """What a caller is asked to bear.

    Attributes:
        turn_ms: Silence after the end of a turn that is bridged by a filler; after twice that
            time the turn is given up.
        llm_ms: The same for the LLM alone, counted from the request.
    """

    turn_ms: float
    llm_ms: float


@dataclass(frozen=True, slots=True)
class Wait:
    """One turn without an answer.

    Attributes:
        turn_ms: Since the turn was over.
        llm_ms: Since the LLM was asked; ``None`` when it was not.
        filled: Whether a filler has been said.
        answering: Whether the turn has got to the responders. Their work (the LLM, an action)
            has deadlines of its own, and an action that was begun is not given up.
    """

    turn_ms: float
    llm_ms: float | None = None
    filled: bool = False
    answering: bool = False


def due(wait: Wait, patience: Patience) -> Literal["filler", "give up"] | None:
    """Return what has to happen now."""
    if not wait.answering and wait.turn_ms >= 2 * patience.turn_ms:
        return "give up"
    slow_llm = wait.llm_ms is not None and wait.llm_ms >= patience.llm_ms
    if not wait.filled and (slow_llm or wait.turn_ms >= patience.turn_ms):
        return "filler"
    return None


def at_fault(marks: Mapping[str, float]) -> str:
    """Return the stage that a turn is waiting for.

    Args:
        marks: The turn's timeline so far.
    """
    for mark, stage in _STAGE_AFTER:
        if mark not in marks:
            return stage
    return "llm" if "asked_llm" in marks else "answer"
