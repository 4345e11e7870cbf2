"""One labelled turn, from whatever source."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from voice_agent.core.turn import Act, EscalationReason, Sentiment
from voice_agent.playbook.phrases import Phrase

Split = Literal["train", "dev", "test"]


@dataclass(frozen=True, slots=True)
class Row:
    """A turn with the labels its source has; what is missing is masked in the loss.

    Attributes:
        phrase: The words.
        group: Source, for balance and for figures ("phrases", "clinc150/scope"...).
        split: Where it belongs. ``dev`` rows calibrate, ``test`` rows are only measured.
        intents: Right intents: none known, one, or several that are equally right (a short
            answer to a question which several intents ask). Where ``Labels.several`` is set,
            all that are meant at once, and ``out_of_scope`` alone when none is.
        act: Dialogue act, if known.
        escalation: Reason for a human, if known.
        tagged: Whether every entity in it is marked.
        asked: What the agent said before it. ``None``: nothing particular.
        sentiment: Mood of the words, if known.
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
    """Return a number in 0..1 that depends on the text alone, to split rows alike each time."""
    return zlib.crc32(text.lower().encode()) / 2**32


def split_by_text(text: str, dev_share: float) -> Split:
    """Return ``dev`` for a fixed share of all texts, else ``train``."""
    return "dev" if stable_share(text) < dev_share else "train"


def of_split(rows: Iterable[Row], split: Split) -> list[Row]:
    """Return the rows of one split."""
    return [row for row in rows if row.split == split]


def fingerprint(rows: Iterable[Row]) -> str:
    """Hash of the rows, their labels and their order."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(repr(row).encode())
    return digest.hexdigest()
