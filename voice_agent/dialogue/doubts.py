"""Tell whether a request is clear enough to act on it without asking. Pure."""

from __future__ import annotations

from voice_agent.core.turn import TurnReading
from voice_agent.playbook.schema import Playbook

_SURE = 0.75
_SURE_OF_A_QUESTION = 0.95
"""A question is more often about the thing than for it: "why did I freeze my card"."""


def is_doubtful(playbook: Playbook, reading: TurnReading) -> bool:
    """Tell whether a request was broken off, or may have been another one."""
    text = reading.transcript.text
    asks = playbook.lang.opens_question(text.lower())
    sure = reading.confidence >= (_SURE_OF_A_QUESTION if asks else _SURE)
    return not sure or playbook.lang.is_broken_off(text)
