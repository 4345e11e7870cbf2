"""Sections by their meaning: how near is a question to those that a section answers?"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from loguru import logger
from numpy.typing import NDArray

from voice_agent.core.files import replace_file
from voice_agent.knowledge.encoder import Encoder, Floats
from voice_agent.knowledge.sections import Folder

NEIGHBOURS = 3
"""A question is compared with the nearest three wordings: a single one may be near by chance."""
_SHARPNESS = 20.0
"""How much more the nearest of many wordings counts: one 0.05 nearer counts e times as much."""
_FAR = -1.0


@dataclass(frozen=True, slots=True)
class Near:
    """How near a question is to a folder; 1 is the same, 0 is unrelated.

    Attributes:
        wordings: To the nearest wordings of each section, best first, ``[sections, neighbours]``;
            a section with fewer repeats its last.
        texts: To the text of each section, ``[sections]``.
        unanswered: To the nearest questions that no section answers, best first; 0 when the
            folder names none.
        crowds: To all wordings of each section together, ``[sections]``: many that are near come
            nearer than one.
        shares: How likely each section is among all others and what none answers, if each
            wording counts by its nearness, ``[sections]``.
    """

    wordings: Floats
    texts: Floats
    unanswered: Floats
    crowds: Floats
    shares: Floats


class MeaningIndex:
    """The vectors of a folder.

    Args:
        folder: What is searched.
        encoder: Makes the vectors.
        cache: Where they are kept from one start to the next; ``None`` for nowhere.
    """

    def __init__(self, folder: Folder, encoder: Encoder, cache: Path | None = None) -> None:
        wordings = [folder.wordings(index) for index in range(len(folder.sections))]
        texts = [section.text for section in folder.sections]
        spoken = [*(w for one in wordings for w in one), *texts, *folder.unanswered]
        vectors, pieces = _encoded(spoken, encoder, cache)
        count = sum(map(len, wordings))
        self._vectors = vectors
        self._texts = slice(count, count + len(texts))
        self._unanswered = slice(count + len(texts), len(spoken))
        longest = max(map(len, wordings), default=0)
        # Section -> rows of its wordings, filled up with its first.
        self._rows = np.zeros((len(texts), max(longest, NEIGHBOURS)), dtype=np.intp)
        self._counts = np.array([len(one) for one in wordings], dtype=np.intp)
        self._pieces: list[Floats] = []
        row = 0
        for index, own in enumerate(wordings):
            rows = np.arange(row, row + len(own))
            self._rows[index, : len(own)] = rows
            self._pieces.append(np.vstack([*(pieces[r] for r in rows), pieces[count + index]]))
            row += len(own)
        self._filled = np.arange(self._rows.shape[1]) < self._counts[:, None]

    def near(self, vector: Floats) -> Near:
        """Compare a question with everything in the folder."""
        similar = self._vectors @ vector
        own = np.where(self._filled, similar[self._rows], _FAR)
        best = -np.partition(-own, range(NEIGHBOURS), axis=1)[:, :NEIGHBOURS]
        for place in range(1, NEIGHBOURS):
            short = self._counts <= place
            best[short, place] = best[short, place - 1]
        unanswered = np.zeros(NEIGHBOURS, dtype=np.float32)
        found = np.sort(similar[self._unanswered])[::-1][:NEIGHBOURS]
        unanswered[: len(found)] = found
        counts = np.exp(_SHARPNESS * (own - 1)).sum(axis=1)
        none = np.exp(_SHARPNESS * (similar[self._unanswered] - 1)).sum()
        return Near(
            best.astype(np.float32),
            similar[self._texts],
            unanswered,
            1 + np.log(counts) / _SHARPNESS,
            counts / (counts.sum() + none),
        )

    def found_in(self, section: int, pieces: Floats) -> Floats:
        """Return how well a section has each piece of a question, 1 for the same word.

        Khattab & Zaharia, *ColBERT: Efficient and Effective Passage Search via Contextualized
        Late Interaction over BERT* (2020).
        """
        best: Floats = (pieces @ self._pieces[section].T).max(axis=1)
        return best


def _encoded(
    texts: Sequence[str], encoder: Encoder, cache: Path | None
) -> tuple[Floats, list[Floats]]:
    """Return the vectors of texts and their pieces, from the cache where they are kept."""
    named = hashlib.sha256("\0".join([encoder.fingerprint, *texts]).encode()).hexdigest()[:24]
    path = cache / f"{named}.npz" if cache is not None else None
    kept = _read(path, len(texts)) if path is not None else None
    if kept is None:
        done = [encoder.encode(text) for text in texts]
        size = len(done[0].vector) if done else 0
        vectors = np.array([one.vector for one in done], dtype=np.float16).reshape(-1, size)
        pieces = [one.pieces.astype(np.float16) for one in done]
        if path is not None:
            _write(path, vectors, pieces)
        kept = vectors, pieces
    vectors, pieces = kept
    return vectors.astype(np.float32), [one.astype(np.float32) for one in pieces]


Halves = NDArray[np.float16]


def _read(path: Path, count: int) -> tuple[Halves, list[Halves]] | None:
    try:
        with np.load(path) as data:
            vectors, pieces, lengths = data["vectors"], data["pieces"], data["lengths"]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    if len(vectors) != count or len(lengths) != count or lengths.sum() != len(pieces):
        return None
    return vectors, np.split(pieces, np.cumsum(lengths)[:-1])


def _write(path: Path, vectors: Halves, pieces: Sequence[Halves]) -> None:
    if not pieces:
        return
    buffer = io.BytesIO()
    lengths = np.array([len(one) for one in pieces], dtype=np.int64)
    np.savez(buffer, vectors=vectors, pieces=np.concatenate(pieces), lengths=lengths)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, buffer.getvalue(), durable=False)
    except OSError as error:
        logger.warning("{}: cannot be written: {}", path, error.strerror)
