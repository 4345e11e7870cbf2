"""Noise that makes clean sentences look like a recogniser's text of a phone call.

Words change, and their entity spans move along.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from random import Random

from voice_agent.playbook.phrases import Realised, SpanTuple
from voice_agent.training.noise.aligning import numeral_words
from voice_agent.training.noise.confusions import Confusions

_FILLERS = ["um", "uh", "er", "like", "you know", "well", "okay", "so", "hmm", "yeah", "ah"]
_OPENERS = [
    "hi", "hello", "yes", "hi there", "okay", "so", "um", "yeah hi", "hey", "good morning",
    "excuse me", "well", "right", "alright", "um hello", "uh yeah", "sorry", "listen", "look",
]  # fmt: skip
_CLOSERS = ["please", "thanks", "thank you", "you know", "if that's okay", "if you can", "okay"]
_ASKING = frozenset(["what", "how", "where", "when", "why", "can", "could", "do", "is", "who"])
_WORD = re.compile(r"\S+")
_EDGE = re.compile(r"^[^\w$]+|[^\w%]+$")
_NUMERAL = re.compile(r"\$?\d+(,\d{3})*(\.\d\d)?")
# Shares of the recognition errors: replaced, lost; the rest is inserted.
_REPLACED, _LOST = 0.65, 0.20
_PUT_IN = ["uh", "a", "the", "and", "to", "it", "i"]


@dataclass(frozen=True, slots=True)
class Noise:
    """How much noise a sentence gets. All values are probabilities.

    Attributes:
        confusions: Words that may replace others.
        misheard: Share of sentences with recognition errors.
        error_rate: Chance of each word in such a sentence to be confused or lost.
        fillers: Share of sentences with fillers, openers or closers.
        plain: Share of sentences in lower case without punctuation.
        restarts: Share of sentences that begin twice.
        spelled: Share of sentences whose numerals are written as words.
    """

    confusions: Confusions = field(default_factory=Confusions)
    misheard: float = 0.3
    error_rate: float = 0.12
    fillers: float = 0.25
    plain: float = 0.6
    restarts: float = 0.05
    spelled: float = 0.25

    def apply(self, sentence: Realised, rng: Random) -> Realised:
        """Return a noisier version of ``sentence``."""
        words = _words(sentence)
        if rng.random() < self.spelled:
            words = [new for word in words for new in _spelled(word)]
        if len(words) > 2 and rng.random() < self.misheard:
            words = self._misheard(words, rng) or words
        if rng.random() < self.fillers:
            words = _with_fillers(words, rng)
        if len(words) > 3 and rng.random() < self.restarts:
            words = _restarted(words, rng)
        noisy = _join(words)
        if rng.random() < self.plain:
            return _plain(noisy)
        return _sentence_case(noisy, rng)

    def _misheard(self, words: list[_Word], rng: Random) -> list[_Word]:
        heard: list[_Word] = []
        position = 0
        while position < len(words):
            word = words[position]
            if rng.random() >= self.error_rate:
                heard.append(word)
                position += 1
                continue
            taken, replaced = _confuse(words, position, self.confusions, rng)
            if replaced is not None and rng.random() < 0.7:
                heard += replaced
            elif word.entity is not None:
                # Losing a word of an entity would leave a label without its word.
                heard += words[position : position + taken]
            position += taken
        return heard


def _confuse(
    words: list[_Word], position: int, confusions: Confusions, rng: Random, most: int = 2
) -> tuple[int, list[_Word] | None]:
    """Return how many words from ``position`` are confused, and with what, if that is known."""
    entity = words[position].entity
    for taken in range(most, 0, -1):
        said = words[position : position + taken]
        if len(said) == taken and all(word.entity == entity for word in said):
            heard = confusions.draw(" ".join(_bare(word.text) for word in said), rng)
            if heard is not None:
                return taken, [_Word(part, entity) for part in heard.split()]
    return 1, None


def _bare(text: str) -> str:
    return _EDGE.sub("", text).lower()


def add_errors(text: str, rate: float, rng: Random, confusions: Confusions | None = None) -> str:
    """Add recognition errors to ``text``, about ``rate`` wrong words for each word said.

    The number of errors is ``rate`` times the words, rounded up or down at random, so that the rate
    holds over many texts. 65 % of the errors replace a word, 20 % lose one, 15 % insert one. A word
    without a known confusion is lost. ``aligning.word_error_rate`` measures the result.

    Args:
        text: The text as it was said.
        rate: Wanted word error rate, 0..1.
        rng: Random numbers; the same state gives the same errors.
        confusions: By default those of the shipped table.
    """
    known = confusions or Confusions.shipped()
    words = _words(Realised(text))
    wanted = min(rate, 1.0) * len(words)
    errors = int(wanted) + (rng.random() < wanted % 1)
    wrong = set(rng.sample(range(len(words)), min(errors, len(words))))
    heard: list[_Word] = []
    position = 0
    while position < len(words):
        place, kind = position, rng.random()
        position += 1
        if place not in wrong:
            heard.append(words[place])
            continue
        taken, replaced = _confuse(words, place, known, rng, most=2 if position in wrong else 1)
        if kind < _REPLACED and replaced is not None:
            heard += replaced
            position = place + taken
        elif kind < _REPLACED + _LOST:
            continue
        else:
            heard += [words[place], _Word(rng.choice(_PUT_IN))]
    return _join(heard or words).text


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    entity: tuple[int, str] | None = None


def _words(sentence: Realised) -> list[_Word]:
    words = []
    for match in _WORD.finditer(sentence.text):
        entity = None
        for number, (start, end, name) in enumerate(sentence.spans):
            if match.start() < end and match.end() > start:
                entity = (number, name)
        words.append(_Word(match[0], entity))
    return words


def _join(words: list[_Word]) -> Realised:
    text = ""
    spans: list[SpanTuple] = []
    before: tuple[int, str] | None = None
    for word in words:
        text += " " if text else ""
        start = len(text)
        text += word.text
        if word.entity is not None:
            # Punctuation at the end of a word is not part of the entity.
            end = len(text) - (len(word.text) - len(word.text.rstrip(",.?!;:")))
            if word.entity == before:
                spans[-1] = (spans[-1][0], end, word.entity[1])
            else:
                spans.append((start, end, word.entity[1]))
        before = word.entity
    return Realised(text, tuple(span for span in spans if span[1] > span[0]))


def _with_fillers(words: list[_Word], rng: Random) -> list[_Word]:
    words = list(words)
    if rng.random() < 0.4:
        words[:0] = [_Word(part) for part in rng.choice(_OPENERS).split()]
    if rng.random() < 0.25:
        words += [_Word(part) for part in rng.choice(_CLOSERS).split()]
    for _ in range(rng.choice([0, 1, 1, 2])):
        place = rng.randint(0, len(words))
        inside = 0 < place < len(words) and words[place - 1].entity is not None
        if inside and words[place - 1].entity == words[place].entity:
            continue
        if rng.random() < 0.3 and place < len(words) and words[place].entity is None:
            words.insert(place, words[place])
        else:
            words[place:place] = [_Word(part) for part in rng.choice(_FILLERS).split()]
    return words


def _restarted(words: list[_Word], rng: Random) -> list[_Word]:
    """Begin, break off, begin again: "I want to - I want to pay". Never in an entity."""
    begun = rng.randint(1, min(4, len(words) - 2))
    while begun and any(word.entity is not None for word in words[:begun]):
        begun -= 1
    start = [_Word(word.text.rstrip(",.?!")) for word in words[:begun]]
    if start and rng.random() < 0.4:
        start.append(_Word(rng.choice(["uh", "um", "no", "sorry", "I mean"])))
    return [*start, *words]


def _spelled(word: _Word) -> list[_Word]:
    """Write a numeral as words and keep the punctuation around it; keep other words."""
    numeral = _NUMERAL.fullmatch(word.text.rstrip(",.?!"))
    if numeral is None:
        return [word]
    end = word.text[numeral.end() :]
    return [
        _Word(part, word.entity) for part in (" ".join(numeral_words(numeral[0])) + end).split()
    ]


def _plain(sentence: Realised) -> Realised:
    words = []
    for word in _words(sentence):
        text = word.text.lower()
        if not any(c.isdigit() or c == "@" for c in text):
            text = re.sub(r"[^\w\s'&-]", "", text)
        else:
            text = text.rstrip(",.?!;:")
        if text:
            words.append(_Word(text, word.entity))
    return _join(words) if words else sentence


def _sentence_case(sentence: Realised, rng: Random) -> Realised:
    text = sentence.text
    if text and text[-1].isalnum():
        first = text.split(" ", 1)[0].lower()
        question = first in _ASKING
        text += rng.choice(["?", "?", ".", ""]) if question else rng.choice([".", ".", "", "..."])
    return Realised(text[:1].upper() + text[1:], sentence.spans)


def cut_off(sentence: Realised, rng: Random) -> Realised | None:
    """Break a sentence off, as an early end of turn would; ``None`` if it is too short."""
    words = _words(sentence)
    if len(words) < 4:
        return None
    kept = words[: rng.randint(1, len(words) - 2)]
    text = _join(kept).text.rstrip(",.?!;:")
    return Realised(text + rng.choice(["", "", ".", "...", ","]))
