"""How much what was said sounds like an announcement: the meaning of a text beside its phrases.

A ridge regression on the sentence encoder, fitted to written examples when it is made. It knows
announcements that no rule names, and is less sure than a rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voice_agent.config.models import ModelPaths
from voice_agent.dial.picked_up import SaidBy
from voice_agent.knowledge.encoder import SentenceEncoder
from voice_agent.language.en.picked_up import Machine, Said, examples, said_by
from voice_agent.text.normalise import plain

Encode = Callable[[str], NDArray[np.float32]]
"""Makes of a text its direction, ``[size]``, of length 1."""
_RIDGE = 1.0
_LEAST_WORDS = 2
LIKE = 0.8
"""Lead over a person that makes a machine, if the text begins like an announcement."""
VERY_LIKE = 1.2
"""The same for any text."""

UNLIKE = 0.0
"""Lead from which on down some words make a person."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a text is like.

    Attributes:
        kind: The machine that it is most like.
        lead: By how much more than like a person; negative for a person. Examples of a kind lie
            at 1, those of the others at -1.
    """

    kind: Machine
    lead: float


class Likenesses:
    """Compares texts with examples.

    Args:
        encode: Makes directions of texts.
        written: Texts by who says them; ``person`` is one of them.
    """

    def __init__(self, encode: Encode, written: Mapping[str, Sequence[str]]) -> None:
        self._encode = encode
        self._kinds = list(written)
        rows = [(self._row(text), kind) for kind, texts in written.items() for text in texts]
        inputs = np.stack([row for row, _ in rows])
        target = np.array(
            [[1.0 if kind == one else -1.0 for one in self._kinds] for _, kind in rows]
        )
        # A kind with many examples weighs no more than one with few.
        weight = np.array([len(rows) / len(self._kinds) / len(written[kind]) for _, kind in rows])
        weighted = inputs * weight[:, None]
        ridge = _RIDGE * np.eye(inputs.shape[1])
        self._slopes = np.linalg.solve(weighted.T @ inputs + ridge, weighted.T @ target)

    def of(self, text: str) -> Likeness:
        """Return what a text is like."""
        scores = dict(zip(self._kinds, self._row(text) @ self._slopes, strict=True))
        person = float(scores.pop("person"))
        kind = max(scores, key=lambda one: float(scores[one]))
        return Likeness(kind, float(scores[kind]) - person)  # type: ignore[arg-type]

    def said_by(self, text: str) -> Said:
        """Return who says a text, by the rules first, then by what it is like."""
        said = said_by(text)
        known = said.sure and said.who is not None
        if known or len(plain(text).split()) < _LEAST_WORDS:
            return said
        like = self.of(text)
        if said.who in (None, "person"):
            opens = said.who is None and not said.sure
            if like.lead >= (LIKE if opens else VERY_LIKE):
                return Said(like.kind, sure=False)
            return Said("person" if like.lead <= UNLIKE else None, sure=not opens)
        return said

    def _row(self, text: str) -> NDArray[np.float64]:
        return np.append(self._encode(plain(text)).astype(np.float64), 1.0)


def listener(models: ModelPaths) -> SaidBy:
    """Return what says who says a text. Takes half a second.

    Raises:
        ModelError: The sentence encoder is missing or damaged.
    """
    encoder = SentenceEncoder(models.path("sentences"))
    return Likenesses(lambda text: encoder.encode(text).vector, examples()).said_by
