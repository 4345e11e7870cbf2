"""An encoder without a model: words that mean the same are told to it."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from voice_agent.knowledge.encoder import Encoded


class ToyEncoder:
    """Each meaning is a dimension; a word that is not listed means itself.

    Args:
        same: Word -> the word that it means.
    """

    def __init__(self, same: Mapping[str, str] | None = None) -> None:
        self.fingerprint = "toy"
        self.encoded: list[str] = []
        self._same = same or {}
        self._places: dict[str, int] = {}

    def encode(self, text: str) -> Encoded:
        self.encoded.append(text)
        found = list(re.finditer(r"[a-z]+", text.lower()))
        pieces = np.zeros((len(found), 256), dtype=np.float32)
        for row, match in enumerate(found):
            word = self._same.get(match[0], match[0])
            pieces[row, self._places.setdefault(word, len(self._places))] = 1.0
        vector = pieces.sum(axis=0)
        length = float(np.linalg.norm(vector))
        vector = vector / length if length else vector
        return Encoded(vector, pieces, tuple(match.span() for match in found))
