"""What to improve in a playbook's phrases before training: ``voice-agent phrases advise``.

A quick classifier learns four fifths of the phrases and reads the last fifth. It shows which
intents it confuses and which phrases it assigns to another intent. The latter follows confident
learning (Northcutt et al. 2021, *Confident Learning: Estimating Uncertainty in Dataset Labels*): a
phrase is suspicious if another intent is at least as probable as for that intent's own phrases, and
its own intent is less probable than for its phrases. A listed phrase may still be right: look at
it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voice_agent.core.turn import OUT_OF_SCOPE
from voice_agent.playbook.phrases import MARKED
from voice_agent.training.measure.classifier import Embed, directions, out_of_fold, plain
from voice_agent.training.noise.aligning import spoken_words

FEWEST = 5
_LEAST_RATE = 0.05
_SHOWN = 3
# Words that do not change what the caller wants; "in" and "out", "on" and "off" do.
_IDLE = frozenset({
    "a", "an", "the", "my", "me", "i", "you", "your", "please", "can", "could", "would", "will",
    "to", "do", "is", "it", "of", "and", "um", "uh", "so", "hi", "hey", "yes", "okay", "just",
    "need", "want", "like", "am", "for", "have", "get", "tell", "now",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Confusable:
    """Two intents that are easily confused.

    Attributes:
        first: One intent.
        second: The other.
        rate: Share of the phrases of both that are assigned to the other.
        phrases: Some of those.
    """

    first: str
    second: str
    rate: float
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suspicious:
    """A phrase that reads like one of another intent, which has this probability."""

    phrase: str
    intent: str
    likely: str
    probability: float


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Phrases of two intents that say the same."""

    phrase: str
    intent: str
    other_phrase: str
    other_intent: str


@dataclass(frozen=True, slots=True)
class Unmarked:
    """A phrase with words that are marked in most other phrases, but not in this one."""

    phrase: str
    intent: str
    words: str
    entity: str


@dataclass(frozen=True, slots=True)
class Advice:
    """Everything that was found, the most doubtful first."""

    confusable: tuple[Confusable, ...] = ()
    suspicious: tuple[Suspicious, ...] = ()
    thin: tuple[str, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    unmarked: tuple[Unmarked, ...] = ()


def advise(phrases: Mapping[str, Sequence[str]], embed: Embed, *, seed: int = 1) -> Advice:
    """Find what makes intents hard to tell apart. The same arguments give the same advice.

    Args:
        phrases: Intent -> phrases with marks, gaps and choices, as in ``phrases.yaml``.
        embed: Turns sentences into vectors; only their directions matter.
        seed: Seed of the split into folds.
    """
    thin = tuple(intent for intent, lines in phrases.items() if len(lines) < FEWEST)
    intents = [intent for intent, lines in phrases.items() if len(lines) > 1]
    lines = [(line, intent) for intent in intents for line in phrases[intent]]
    found = Advice(thin=thin, duplicates=_duplicates(phrases), unmarked=_unmarked(phrases))
    if len(intents) < 2:
        return found
    vectors = directions([plain(line) for line, _ in lines], embed)
    labels = np.array([intents.index(intent) for _, intent in lines])
    probabilities = out_of_fold(vectors, labels, len(intents), seed)
    return Advice(
        confusable=_confusable(lines, labels, probabilities, intents),
        suspicious=_suspicious(lines, labels, probabilities, intents),
        thin=found.thin,
        duplicates=found.duplicates,
        unmarked=found.unmarked,
    )


def _confusable(
    lines: Sequence[tuple[str, str]],
    labels: NDArray[np.intp],
    probabilities: NDArray[np.float32],
    intents: Sequence[str],
) -> tuple[Confusable, ...]:
    taken = probabilities.argmax(axis=1)
    wrong: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for row in np.flatnonzero(taken != labels):
        first, second = sorted((int(labels[row]), int(taken[row])))
        wrong[first, second].append(int(row))
    counts = np.bincount(labels, minlength=len(intents))
    found = []
    for (first, second), rows in wrong.items():
        rate = len(rows) / int(counts[first] + counts[second])
        if len(rows) > 1 and rate >= _LEAST_RATE:
            rows.sort(key=lambda row: float(probabilities[row, labels[row]]))
            shown = tuple(lines[row][0] for row in rows[:_SHOWN])
            found.append(Confusable(intents[first], intents[second], rate, shown))
    return tuple(sorted(found, key=lambda one: (-one.rate, one.first, one.second)))


def _suspicious(
    lines: Sequence[tuple[str, str]],
    labels: NDArray[np.intp],
    probabilities: NDArray[np.float32],
    intents: Sequence[str],
) -> tuple[Suspicious, ...]:
    usual = np.array([probabilities[labels == k, k].mean() for k in range(len(intents))])
    found: list[tuple[bool, float, Suspicious]] = []
    for row, (line, intent) in enumerate(lines):
        own = float(probabilities[row, labels[row]])
        reached = np.where(probabilities[row] >= usual, probabilities[row], -1.0)
        likely = int(reached.argmax())
        if likely != labels[row] and reached[likely] > own and own < usual[labels[row]]:
            probability = float(probabilities[row, likely])
            suspect = Suspicious(line, intent, intents[likely], probability)
            # Near misses are under out_of_scope on purpose: those come last.
            found.append((intent == OUT_OF_SCOPE, own - probability, suspect))
    found.sort(key=lambda one: (*one[:2], one[2].phrase))
    return tuple(suspect for *_, suspect in found)


def _duplicates(phrases: Mapping[str, Sequence[str]]) -> tuple[Duplicate, ...]:
    said: defaultdict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
    for intent, lines in phrases.items():
        for line in lines:
            words = [token.word for token in spoken_words(plain(line))]
            content = [word for word in words if word not in _IDLE]
            said[tuple(content if len(content) > 1 else words)].append((line, intent))
    return tuple(
        Duplicate(*first, *other)
        for first, *others in said.values()
        for other in others
        if other[1] != first[1]
    )


def _unmarked(phrases: Mapping[str, Sequence[str]]) -> tuple[Unmarked, ...]:
    """Return the words that are marked at least twice, and more often than not."""
    marks: Counter[tuple[str, str]] = Counter()
    for lines in phrases.values():
        marks.update(
            (words.lower(), name) for line in lines for words, name in MARKED.findall(line)
        )
    found: defaultdict[tuple[str, str], list[Unmarked]] = defaultdict(list)
    for (words, entity), count in marks.items():
        if count < 2:
            continue
        pattern = re.compile(rf"\b{re.escape(words)}\b")
        for intent, lines in phrases.items():
            for line in lines:
                if pattern.search(MARKED.sub("|", line).lower()):
                    found[words, entity].append(Unmarked(line, intent, words, entity))
    return tuple(
        one for key, members in found.items() if len(members) < marks[key] for one in members
    )
