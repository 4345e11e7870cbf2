"""When each thing happened in one turn, and how many milliseconds each stage took of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

MARKS = ("spoken", "paused", "committed", "heard", "read", "routed", "replied", "voiced", "audible")
"""Moments of a turn in the order in which they happen: the caller's last speech sample, the pause
noticed, the turn over, transcript, reading, route, first clause of the reply, its audio made, its
audio sent."""

QUEUE = "queue"
"""The stage that is the waiting of a turn's jobs for the engines, once the turn is over."""
_STAGE_ENDS = ("vad", "turns", "stt", "slm", "router", "reply", "tts", "transport")


@dataclass(slots=True)
class Timeline:
    """Monotonic seconds by mark. The stages add up to the voice-to-voice time exactly.

    Attributes:
        marks: When each thing happened.
        waits: From when to when jobs of the turn waited for an engine.
    """

    marks: dict[str, float] = field(default_factory=dict)
    waits: list[tuple[float, float]] = field(default_factory=list)

    def mark(self, name: str, at: float) -> None:
        """Note the first time ``name`` happened; later ones do not count."""
        self.marks.setdefault(name, at)

    def stages(self, responder: str) -> dict[str, float]:
        """Return the milliseconds by stage; ``responder`` names the stage that made the reply."""
        found: dict[str, float] = {}
        waits, queued_s = list(self.waits), 0.0
        previous, over_at = self.marks.get(MARKS[0]), self.marks.get("committed")
        for stage, name in zip(_STAGE_ENDS, MARKS[1:], strict=True):
            at = self.marks.get(name)
            if at is None or previous is None:
                continue
            waited_s = 0.0
            if over_at is not None:
                # Before the turn is over a job waits while the caller's silence is waited for.
                waited_s = overlap_s(waits, max(previous, over_at), at)
            queued_s += waited_s
            own_s = max(0.0, at - previous - waited_s)
            found[responder if stage == "reply" else stage] = 1000 * own_s
            previous = max(previous, at)
        if waits and over_at is not None:
            found[QUEUE] = 1000 * queued_s
        return found

    @property
    def v2v_ms(self) -> float | None:
        """From the caller's last speech sample to the agent's first audio; ``None`` before that."""
        if "audible" not in self.marks or "spoken" not in self.marks:
            return None
        return 1000 * (self.marks["audible"] - self.marks["spoken"])


def overlap_s(waits: Iterable[tuple[float, float]], begin: float, end: float) -> float:
    """Return how much of the time from ``begin`` to ``end`` at least one wait covers."""
    covered, at = 0.0, begin
    for since, until in sorted(waits):
        upper = min(until, end)
        covered += max(0.0, upper - max(since, at))
        at = max(at, upper)
    return covered
