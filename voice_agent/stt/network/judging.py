"""Judge many texts in one pass of the decoder: a tree of tokens that begin alike. Pure.

Each token attends to the prompt and to the tokens before it in its own texts, as in SpecInfer (Miao
et al. 2023, arXiv 2305.09781). Spellings of one name share most of their tokens, so that thirty
of them take hardly more than one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voice_agent.stt.network.contract import Floats
from voice_agent.stt.network.decoder_graph import NEVER


@dataclass(frozen=True, slots=True)
class Tree:
    """Texts in tokens, their common beginnings once.

    Attributes:
        tokens: Of each node.
        parents: The node before each one; -1 is the prompt.
        ends: The last node of each text; -1 of an empty one.
    """

    tokens: tuple[int, ...]
    parents: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, texts: Sequence[Sequence[int]]) -> Tree:
        """Make the tree of texts."""
        known: dict[tuple[int, int], int] = {}
        ends = []
        for text in texts:
            at = -1
            for token in text:
                at = known.setdefault((at, token), len(known))
            ends.append(at)
        parents, tokens = zip(*known, strict=True) if known else ((), ())
        return cls(tokens, parents, tuple(ends))

    def depths(self) -> list[int]:
        """Return how many tokens of the text are before each node."""
        found: list[int] = []
        for parent in self.parents:
            found.append(found[parent] + 1 if parent >= 0 else 0)
        return found

    def mask(self, before: int) -> Floats:
        """Return what is added to the attention of ``before`` tokens and then the nodes.

        Shape ``[before + nodes, before + nodes]``; 0 where a token sees another.
        """
        size = before + len(self.tokens)
        seen = np.zeros((size, size), bool)
        seen[:before, :before] = np.tri(before, dtype=bool)
        for at, parent in enumerate(self.parents, before):
            seen[at] = seen[before + parent] if parent >= 0 else np.arange(size) < before
            seen[at, at] = True
        return np.where(seen, 0.0, NEVER).astype(np.float32)

    def judge(self, scores: NDArray[np.float32], ids: Sequence[int], end: int) -> list[float]:
        """Return the log-probability of each text among all that are made of the same tokens.

        Args:
            scores: Of these tokens, after the prompt and after each node, ``[1 + nodes, ids]``.
            ids: The tokens of all texts, and the end.
            end: The token after a text.
        """
        places = {token: place for place, token in enumerate(ids)}
        most = scores.max(1, keepdims=True)
        likely = scores - most - np.log(np.exp(scores - most).sum(1, keepdims=True))
        so_far: list[float] = []
        for token, parent in zip(self.tokens, self.parents, strict=True):
            step = float(likely[parent + 1, places[token]])
            so_far.append(step + (so_far[parent] if parent >= 0 else 0.0))
        return [
            float(likely[at + 1, places[end]]) + (so_far[at] if at >= 0 else 0.0)
            for at in self.ends
        ]
