"""One labelled turn, from any source."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from voice_agent.core.turn import Act, EscalationReason, Sentiment
from voice_agent.playbook.phrases import Phrase

Split = Literal["train", "dev", "test"]

DEV = 0.1  # share of the phrases reserved for calibration


@dataclass(frozen=True, slots=True)
class Row:
    """A turn with the labels its source has; the loss masks the missing ones.

    Attributes:
        phrase: The text, with marks, gaps and choices.
        group: Source, for balance and for reports ("phrases", "clinc150/scope"...).
        split: ``train`` rows teach, ``dev`` rows calibrate, ``test`` rows are only measured.
        intents: Right intents: none known, one, or several that are equally right (a short
            answer to a question that several intents ask).
        act: Dialogue act, if known.
        escalation: Reason for a human, if known.
        tagged: Whether every entity in the phrase is marked.
        asked: What the agent said before; ``None`` if it does not matter.
        sentiment: Mood of the text, if known.
        reasoning: Whether an answer takes reasoning over facts or steps, if known.
    """

    phrase: Phrase
    group: str
    split: Split = "train"
    intents: tuple[str, ...] = ()
    act: Act | None = None
    escalation: EscalationReason | None = None
    tagged: bool = False
    asked: Phrase | None = None
    sentiment: Sentiment | None = None
    reasoning: bool | None = None


def stable_share(text: str) -> float:
    """Return a number in 0..1 that depends on the text alone, for splits that never change."""
    return zlib.crc32(text.lower().encode()) / 2**32


def split_by_text(text: str, dev_share: float) -> Split:
    """Return ``dev`` for a fixed share of all texts, else ``train``."""
    return "dev" if stable_share(text) < dev_share else "train"


def of_split(rows: Iterable[Row], split: Split) -> list[Row]:
    """Return the rows of one split."""
    return [row for row in rows if row.split == split]


def fingerprint(rows: Iterable[Row]) -> str:
    """Hash the rows, their labels and their order."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(repr(row).encode())
    return digest.hexdigest()
