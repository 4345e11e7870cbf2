"""What the status of a call that nobody took means for a hand-off. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

UNANSWERED: Mapping[int, Literal["busy", "no_answer", "declined"]] = MappingProxyType(
    {
        486: "busy",
        600: "busy",
        408: "no_answer",
        480: "no_answer",
        487: "no_answer",
        603: "declined",
    }
)
"""All other refusals are failures."""
