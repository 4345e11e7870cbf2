"""Answers to the typed questions of a playbook, in every turn, without a training run.

Each question is a multinomial logistic regression on the frozen sentence encoder. Its classes are
the answers, shown by a few sentences each, and "says nothing of it", shown by phrases of the
playbook. Its temperature is fitted on sentences that were left out (Guo et al. 2017).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from voice_agent.core.turn import Answered
from voice_agent.knowledge.encoder import Encoder
from voice_agent.playbook.phrases import unmarked
from voice_agent.playbook.questions import QuestionSpec
from voice_agent.playbook.schema import Playbook
from voice_agent.slm.linear import Floats, fit_linear, shares, with_bias

BACKGROUND = 300
"""Phrases that say nothing of any question: enough to know what callers usually talk about."""
_TOO_NEAR = 0.55
"""Cosine above which a phrase may well answer the question, so that it shows nothing."""
_FOLDS = 5
_DECAY = 1e-3
_TEMPERATURES = np.geomspace(0.1, 5.0, 60)


@dataclass(frozen=True, slots=True)
class _Fitted:
    name: str
    spec: QuestionSpec
    answers: tuple[str, ...]
    weights: Floats
    temperature: float

    def shares(self, vector: Floats) -> Floats:
        """Return the probability of each answer, and last that the turn says nothing of it."""
        found: Floats = shares(with_bias(vector[None]) @ self.weights / self.temperature)[0]
        return found

    def answer(self, vector: Floats) -> Answered | None:
        found = self.shares(vector)
        best = int(found.argmax())
        sure = float(found[best])
        if best >= len(self.answers) or sure < self.spec.threshold:
            return None
        return Answered(self.name, self.answers[best], round(sure, 3), self._level(found))

    def _level(self, found: Floats) -> float | None:
        if not self.spec.scale:
            return None
        said = found[: len(self.answers)]
        levels = [self.spec.level(answer) or 0.0 for answer in self.answers]
        return round(float(said @ np.array(levels)) / float(said.sum()), 3)


class Questions:
    """The questions of a playbook, fitted. Safe to use from several threads.

    Args:
        specs: The questions by name.
        background: What callers say otherwise.
        encoder: Turns a text into a vector of length 1.
    """

    def __init__(
        self, specs: Mapping[str, QuestionSpec], background: Sequence[str], encoder: Encoder
    ) -> None:
        self._encoder = encoder
        others = self._vectors(background)
        self._fitted = [self._fit(name, spec, others) for name, spec in specs.items()]

    @classmethod
    def of(cls, playbook: Playbook, encoder: Encoder) -> Questions:
        """Fit the questions of a playbook: a second, most of it for the background."""
        return cls(playbook.questions, background_of(playbook), encoder)

    def answer(self, text: str) -> tuple[Answered, ...]:
        """Return the answers that a turn gives, in the order of the questions; about 2 ms."""
        if not text.strip():
            return ()
        vector = self._encoder.encode(text).vector
        found = (one.answer(vector) for one in self._fitted)
        return tuple(answer for answer in found if answer is not None)

    def probabilities(self, text: str) -> dict[str, dict[str, float]]:
        """Return the probability of every answer to every question, for measurements."""
        vector = self._encoder.encode(text).vector
        return {
            one.name: dict(zip(one.answers, map(float, one.shares(vector)), strict=False))
            for one in self._fitted
        }

    def _vectors(self, texts: Sequence[str]) -> Floats:
        if not texts:
            return np.zeros((0, self._encoder.encode("hello").vector.size), dtype=np.float32)
        return np.stack([self._encoder.encode(text).vector for text in texts])

    def _fit(self, name: str, spec: QuestionSpec, others: Floats) -> _Fitted:
        answers = tuple(spec.answers)
        shown = [self._vectors(spec.answers[answer]) for answer in answers]
        examples = np.concatenate(shown)
        near = (others @ examples.T).max(axis=1) if len(others) else np.zeros(0)
        vectors = np.concatenate([*shown, others[near < _TOO_NEAR]])
        counts = [len(some) for some in shown] + [len(vectors) - len(examples)]
        labels = np.repeat(np.arange(len(counts)), counts)
        weights = fit_linear(vectors, labels, len(counts), decay=_DECAY, even=1.0)
        return _Fitted(name, spec, answers, weights, _temperature(vectors, labels, len(counts)))


def background_of(playbook: Playbook) -> list[str]:
    """Return phrases of a playbook, evenly from all intents."""
    every = [unmarked(p) for phrases in playbook.phrases.values() for p in phrases]
    step = max(1, len(every) // BACKGROUND)
    return every[::step][:BACKGROUND]


def _temperature(vectors: Floats, labels: np.ndarray, classes: int) -> float:
    """Fit the temperature on answers that were left out, a fold at a time."""
    fold = np.zeros(len(labels), dtype=int)
    for label in range(classes):
        (rows,) = np.nonzero(labels == label)
        fold[rows] = np.arange(len(rows)) % _FOLDS
    logits = np.zeros((len(labels), classes), dtype=np.float32)
    measured = np.zeros(len(labels), dtype=bool)
    for number in range(_FOLDS):
        held = fold == number
        if len(np.unique(labels[~held])) < classes:
            continue  # The only sentence of an answer cannot be left out.
        weights = fit_linear(vectors[~held], labels[~held], classes, decay=_DECAY, even=1.0)
        logits[held] = with_bias(vectors[held]) @ weights
        measured |= held
    if not measured.any():
        return 1.0
    # Answers are few beside the background, and count as much.
    counts = np.bincount(labels[measured], minlength=classes)
    weight = 1.0 / counts[labels[measured]]
    rows = np.arange(int(measured.sum()))
    loss = [
        -weight @ np.log(shares(logits[measured] / t)[rows, labels[measured]] + 1e-9)
        for t in _TEMPERATURES
    ]
    return float(_TEMPERATURES[int(np.argmin(loss))])
