"""The texts that a pipecat recogniser sends of one utterance, put together."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import fmean
from typing import Any

from pipecat.frames.frames import InterimTranscriptionFrame, TranscriptionFrame

from voice_agent.core.turn import Transcript
from voice_agent.stt.engine import UNKNOWN_CONFIDENCE


class Heard:
    """The texts of one utterance: final ones in a row, and the one that may still change.

    Attributes:
        finals: Number of final texts.
    """

    def __init__(self) -> None:
        self.finals = 0
        self._texts: list[str] = []
        self._confidences: list[float] = []
        self._interim = ""

    def add(self, frame: TranscriptionFrame | InterimTranscriptionFrame) -> None:
        """Take a text of the service. A final one replaces what was uncertain."""
        text = " ".join(frame.text.split())
        if isinstance(frame, InterimTranscriptionFrame):
            self._interim = text
            return
        self.finals += 1
        self._interim = ""
        if text:
            self._texts.append(text)
            found = confidence(frame.result)
            self._confidences.append(UNKNOWN_CONFIDENCE if found is None else found)

    @property
    def certain(self) -> bool:
        """True if nothing of the text may still change."""
        return not self._interim

    def settle(self) -> None:
        """Drop the text that might still change: there is no more of it."""
        self._interim = ""

    def transcript(self, audio_ms: float) -> Transcript:
        """Return the text so far.

        Args:
            audio_ms: Length of the audio that it is the text of.
        """
        texts = [*self._texts, *([self._interim] if self._interim else [])]
        if not texts:
            return Transcript("", 0.0, audio_ms)
        sure = fmean(self._confidences) if self._confidences else UNKNOWN_CONFIDENCE
        return Transcript(" ".join(texts), sure, audio_ms)


def confidence(result: Any) -> float | None:
    """Find how sure a vendor's result is of its text, 0..1; ``None`` when it does not say."""
    if result is None or isinstance(result, str | int | float):
        return None
    if isinstance(result, list):
        found = [c for part in result if (c := confidence(part)) is not None]
        return fmean(found) if found else None
    own = _part(result, "confidence")
    if isinstance(own, int | float) and not isinstance(own, bool):
        return min(1.0, max(0.0, float(own)))
    for name in ("channel", "data", "utterance"):
        if (inner := _part(result, name)) is not None:
            return confidence(inner)
    alternatives = _part(result, "alternatives")
    if isinstance(alternatives, list) and alternatives:
        return confidence(alternatives[0])
    words = _part(result, "words")
    return confidence(words) if isinstance(words, list) else None


def _part(result: Any, name: str) -> Any:
    return result.get(name) if isinstance(result, Mapping) else getattr(result, name, None)
