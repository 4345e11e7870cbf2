"""Sections by the words they share with a question: BM25.

Robertson & Zaragoza, *The Probabilistic Relevance Framework: BM25 and Beyond* (2009).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

_K1 = 1.4
_B = 0.6


class WordIndex:
    """Documents by their terms.

    Args:
        documents: The terms of each document, as often as they count.
    """

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        counted = [Counter(terms) for terms in documents]
        lengths = [counts.total() for counts in counted]
        mean = sum(lengths) / len(lengths) if lengths else 1.0
        df = Counter(term for counts in counted for term in counts)
        count = len(counted)
        self._idf = {t: math.log(1 + (count - n + 0.5) / (n + 0.5)) for t, n in df.items()}
        self._unknown = math.log(1 + (count + 0.5) / 0.5)
        # Term -> document -> what the term adds to the document's score, so that the time of a
        # search depends on the question and not on the size of the folder.
        self._weights: dict[str, dict[int, float]] = {term: {} for term in df}
        for index, counts in enumerate(counted):
            norm = _K1 * (1 - _B + _B * lengths[index] / mean)
            for term, n in counts.items():
                self._weights[term][index] = self._idf[term] * n * (_K1 + 1) / (n + norm)

    def scores(self, terms: Iterable[str]) -> Mapping[int, float]:
        """Return the BM25 score of each document that has one of ``terms``."""
        scores: dict[int, float] = {}
        for term in sorted(set(terms)):
            for index, weight in self._weights.get(term, {}).items():
                scores[index] = scores.get(index, 0.0) + weight
        return scores

    def documents(self, term: str) -> Collection[int]:
        """Return the documents that have a term."""
        return self._weights.get(term, {}).keys()

    def has(self, index: int, term: str) -> bool:
        """Tell whether a document has a term."""
        return index in self.documents(term)

    def rarity(self, term: str) -> float:
        """Return the weight of a term: higher when fewer documents have it, highest for none."""
        return self._idf.get(term, self._unknown)

    def knows(self, term: str) -> bool:
        """Tell whether any document has a term."""
        return term in self._weights
