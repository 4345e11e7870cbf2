"""When each thing happened in one turn, and how many milliseconds each stage took of it."""

from __future__ import annotations

from dataclasses import dataclass, field

MARKS = ("spoken", "paused", "committed", "heard", "read", "routed", "replied", "voiced", "audible")
"""Moments of a turn in the order in which they happen: the caller's last speech sample, the pause
noticed, the turn over, transcript, reading, route, first clause of the reply, its audio made, its
audio sent."""

_STAGE_ENDS = ("vad", "turns", "stt", "slm", "router", "reply", "tts", "transport")


@dataclass(slots=True)
class Timeline:
    """Monotonic seconds by mark. The stages add up to the voice-to-voice time exactly."""

    marks: dict[str, float] = field(default_factory=dict)

    def mark(self, name: str, at: float) -> None:
        """Note the first time ``name`` happened; later ones do not count."""
        self.marks.setdefault(name, at)

    def stages(self, responder: str) -> dict[str, float]:
        """Return the milliseconds by stage; ``responder`` names the stage that made the reply."""
        found: dict[str, float] = {}
        previous = self.marks.get(MARKS[0])
        for stage, name in zip(_STAGE_ENDS, MARKS[1:], strict=True):
            at = self.marks.get(name)
            if at is None or previous is None:
                continue
            found[responder if stage == "reply" else stage] = 1000 * max(0.0, at - previous)
            previous = max(previous, at)
        return found

    @property
    def v2v_ms(self) -> float | None:
        """From the caller's last speech sample to the agent's first audio; ``None`` before that."""
        if "audible" not in self.marks or "spoken" not in self.marks:
            return None
        return 1000 * (self.marks["audible"] - self.marks["spoken"])
