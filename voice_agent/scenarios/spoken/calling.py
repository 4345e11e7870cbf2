"""How the callers of scripted and simulated calls phone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

NOISE_DBFS = -55.0


@dataclass(frozen=True, slots=True)
class Calling:
    """How callers phone.

    Attributes:
        carrier: What their lines speak.
        calls: Calls at once.
        voice: A Piper voice; the shipped one when left out.
        noise_dbfs: Level of the line noise.
        seed: Draws the callers' voices and the noise.
        timed: True if time passes as it does on a real line; on virtual time, which stands still
            while the models work, voice-to-voice times mean nothing.
    """

    carrier: str = "raw"
    calls: int = 1
    voice: Path | None = None
    noise_dbfs: float = NOISE_DBFS
    seed: int = 0
    timed: bool = True
