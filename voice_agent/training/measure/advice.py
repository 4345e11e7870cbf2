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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from voice_agent.core.extras import needs_extra
from voice_agent.core.turn import OUT_OF_SCOPE
from voice_agent.training.fit.base import base_folder
from voice_agent.training.noise.aligning import spoken_words

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
"""Sentences -> their vectors, ``float32 [sentences, size]``."""

FEWEST = 5
_FOLDS = 5
_STEPS = 150
_DECAY = 2e-4
_LEAST_RATE = 0.05
_SHOWN = 3
_MARKED = re.compile(r"\[([^\]]+)\]\((\w+)\)")
_GAP = re.compile(r"\{(\w+)\}")
_CHOICE = re.compile(r"<([^<>|]*)[^<>]*>")
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
    vectors = _directions([plain(line) for line, _ in lines], embed)
    labels = np.array([intents.index(intent) for _, intent in lines])
    probabilities = _out_of_fold(vectors, labels, len(intents), seed)
    return Advice(
        confusable=_confusable(lines, labels, probabilities, intents),
        suspicious=_suspicious(lines, labels, probabilities, intents),
        thin=found.thin,
        duplicates=found.duplicates,
        unmarked=found.unmarked,
    )


def quick_classifier(
    phrases: Mapping[str, Sequence[str]], embed: Embed
) -> Callable[[Sequence[str]], list[str]]:
    """Learn sentences -> intents from all phrases: what a model has to beat."""
    intents = list(phrases)
    lines = [(line, number) for number, intent in enumerate(intents) for line in phrases[intent]]
    vectors = _directions([plain(line) for line, _ in lines], embed)
    weights = _fit(vectors, np.array([number for _, number in lines]), len(intents))

    def classify(sentences: Sequence[str]) -> list[str]:
        scores = _with_bias(_directions(sentences, embed)) @ weights
        return [intents[best] for best in scores.argmax(axis=1)]

    return classify


def plain(phrase: str) -> str:
    """Return its text: no marks, the first of each choice, the entity's name for a gap."""
    text = _MARKED.sub(r"\1", phrase)
    text = _GAP.sub(lambda gap: gap[1].replace("_", " "), text)
    while (chosen := _CHOICE.sub(r"\1", text)) != text:
        text = chosen
    return " ".join(text.split())


def _directions(sentences: Sequence[str], embed: Embed) -> NDArray[np.float32]:
    vectors = embed(sentences).astype(np.float32)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return vectors


def _out_of_fold(
    vectors: NDArray[np.float32], labels: NDArray[np.intp], classes: int, seed: int
) -> NDArray[np.float32]:
    """Return ``[phrases, classes]``, each row from a classifier that did not see the phrase."""
    rng = np.random.default_rng(seed)
    fold = np.empty(len(labels), dtype=np.intp)
    for label in range(classes):
        members = rng.permutation(np.flatnonzero(labels == label))
        # Classes begin at different folds; else the first fold would get all the remainders.
        fold[members] = (np.arange(members.size) + label) % _FOLDS
    out = np.empty((len(labels), classes), dtype=np.float32)
    for held in range(_FOLDS):
        seen = fold != held
        weights = _fit(vectors[seen], labels[seen], classes)
        out[~seen] = _softmax(_with_bias(vectors[~seen]) @ weights)
    return out


def _fit(
    vectors: NDArray[np.float32], labels: NDArray[np.intp], classes: int
) -> NDArray[np.float32]:
    """Fit a ridge-penalised multinomial logistic regression by Nesterov's gradient."""
    inputs = _with_bias(vectors)
    target = np.eye(classes, dtype=np.float32)[labels]
    # An intent with ten times the phrases, as out_of_scope often has, counts three times.
    share = 1.0 / np.sqrt(np.bincount(labels, minlength=classes)[labels])
    weighted = (inputs * (share / share.sum())[:, None]).astype(np.float32)
    # The gradient's slope is at most half the largest eigenvalue of the inputs' second moment.
    # Stopped early, this is five times as fast as scikit-learn's solver and as accurate.
    largest = float(np.linalg.eigvalsh(inputs.T @ weighted)[-1])
    step = np.float32(1.0 / (0.5 * largest + _DECAY))
    weights = ahead = np.zeros((inputs.shape[1], classes), dtype=np.float32)
    for number in range(_STEPS):
        error = _softmax(inputs @ ahead) - target
        moved = ahead - step * (weighted.T @ error + np.float32(_DECAY) * ahead)
        ahead = moved + np.float32(number / (number + 3)) * (moved - weights)
        weights = moved
    return weights


def _with_bias(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.hstack([vectors, np.ones((len(vectors), 1), dtype=np.float32)])


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: NDArray[np.float32] = raised / raised.sum(axis=1, keepdims=True)
    return shares


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
            (words.lower(), name) for line in lines for words, name in _MARKED.findall(line)
        )
    found: defaultdict[tuple[str, str], list[Unmarked]] = defaultdict(list)
    for (words, entity), count in marks.items():
        if count < 2:
            continue
        pattern = re.compile(rf"\b{re.escape(words)}\b")
        for intent, lines in phrases.items():
            for line in lines:
                if pattern.search(_MARKED.sub("|", line).lower()):
                    found[words, entity].append(Unmarked(line, intent, words, entity))
    return tuple(
        one for key, members in found.items() if len(members) < marks[key] for one in members
    )


def base_embed(folder: Path | None = None) -> Embed:
    """Return mean-pooled vectors of training's first encoder. Needs the extra ``train``.

    Raises:
        ConfigError: The extra is not installed.
    """
    folder = folder or base_folder()
    with needs_extra("train", "advice"):
        import torch
        from tokenizers import Tokenizer

        from voice_agent.training.fit.network import load_encoder, pad
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    encoder = load_encoder(folder).eval()

    def embed(sentences: Sequence[str]) -> NDArray[np.float32]:
        ids = [torch.tensor(one.ids[:64]) for one in tokenizer.encode_batch(list(sentences))]
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        vectors = np.empty((len(ids), encoder.config.hidden_size), dtype=np.float32)
        with torch.inference_mode():
            for start in range(0, len(order), 64):
                rows = order[start : start + 64]
                batch = pad([ids[row] for row in rows], 0)
                mask = pad([torch.ones_like(ids[row]) for row in rows], 0)
                states = encoder(batch, attention_mask=mask).last_hidden_state
                share = mask.unsqueeze(-1).to(states.dtype)
                vectors[rows] = ((states * share).sum(1) / share.sum(1)).numpy()
        return vectors

    return embed


def show(advice: Advice, console: Console, *, most: int = 20) -> None:
    """Print the advice as tables, ``most`` lines of each kind."""
    if advice == Advice():
        console.print("Nothing to report: intents are distinct, no phrase looks misplaced.")
        return
    if advice.thin:
        console.print(f"Fewer than {FEWEST} phrases: {', '.join(advice.thin)}")
    tables = {
        "Intents that are easily confused": (
            ("intent", "intent", "share", "for example"),
            [(c.first, c.second, f"{c.rate:.0%}", "\n".join(c.phrases)) for c in advice.confusable],
        ),
        "Phrases that may be under the wrong intent": (
            ("phrase", "is under", "reads like", "probability"),
            [(s.phrase, s.intent, s.likely, f"{s.probability:.2f}") for s in advice.suspicious],
        ),
        "The same under two intents": (
            ("phrase", "intent", "phrase", "intent"),
            [(d.phrase, d.intent, d.other_phrase, d.other_intent) for d in advice.duplicates],
        ),
        "Words marked elsewhere but not here": (
            ("phrase", "intent", "words", "entity"),
            [(u.phrase, u.intent, u.words, u.entity) for u in advice.unmarked],
        ),
    }
    for title, (header, rows) in tables.items():
        if rows:
            more = f" ({most} of {len(rows)})" if len(rows) > most else ""
            table = Table(*header, title=title + more, title_justify="left")
            for row in rows[:most]:
                # rich would read the marks of phrases as its own.
                table.add_row(*(cell.replace("[", "\\[") for cell in row))
            console.print(table)
