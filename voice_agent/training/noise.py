"""Making clean sentences look like what a recogniser writes of a phone call.

Words change, their entity spans move along. Confusions come from the CMU pronouncing
dictionary: words that sound the same or differ in one phone.
"""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from voice_agent.training.phrases import Realised, SpanTuple

_FILLERS = ["um", "uh", "er", "like", "you know", "well", "okay", "so", "hmm", "yeah", "ah"]
_OPENERS = [
    "hi", "hello", "yes", "hi there", "okay", "so", "um", "yeah hi", "hey", "good morning",
    "excuse me", "well", "right", "alright", "um hello", "uh yeah", "sorry", "listen", "look",
]  # fmt: skip
_CLOSERS = ["please", "thanks", "thank you", "you know", "if that's okay", "if you can", "okay"]
_ASKING = frozenset(["what", "how", "where", "when", "why", "can", "could", "do", "is", "who"])
_WORD = re.compile(r"\S+")
_EDGE = re.compile(r"^[^\w$]+|[^\w%]+$")


@dataclass(frozen=True, slots=True)
class Confusions:
    """Words that a recogniser may write for a word."""

    table: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path, vocabulary: Collection[str]) -> Confusions:
        """Build from ``cmudict.dict.gz``, with words of ``vocabulary`` on both sides."""
        sounds: dict[str, tuple[str, ...]] = {}
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                word, *phones = line.split("#")[0].split()
                if word in vocabulary and len(word) > 1:
                    sounds[word] = tuple(phone.rstrip("012") for phone in phones)
        buckets: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
        for word, phones_of in sounds.items():
            for key in _keys(phones_of):
                buckets[key].append(word)
        table = {}
        for word, phones_of in sounds.items():
            near = {other for key in _keys(phones_of) for other in buckets[key]} - {word}
            if near:
                table[word] = tuple(sorted(near))
        return cls(table)


def _keys(phones: tuple[str, ...]) -> list[tuple[str, ...]]:
    if len(phones) < 3:
        return [phones]
    return [phones, *((*phones[:i], "*", *phones[i + 1 :]) for i in range(len(phones)))]


@dataclass(frozen=True, slots=True)
class Noise:
    """How much a sentence is spoilt. All figures are probabilities.

    Attributes:
        confusions: Words for words.
        spoilt: Share of sentences that get recognition errors at all.
        error_rate: Of each word in those, to be confused or lost.
        fillers: Share of sentences with fillers, openers or closers.
        plain: Share of sentences in lower case without punctuation.
    """

    confusions: Confusions = field(default_factory=Confusions)
    spoilt: float = 0.3
    error_rate: float = 0.12
    fillers: float = 0.25
    plain: float = 0.6

    def apply(self, sentence: Realised, rng: Random) -> Realised:
        """A noisier version of ``sentence``."""
        words = _words(sentence)
        if len(words) > 2 and rng.random() < self.spoilt:
            words = [new for word in words for new in self._err(word, rng)] or words
        if rng.random() < self.fillers:
            words = _with_fillers(words, rng)
        noisy = _join(words)
        if rng.random() < self.plain:
            return _plain(noisy)
        return _sentence_case(noisy, rng)

    def _err(self, word: _Word, rng: Random) -> list[_Word]:
        if rng.random() >= self.error_rate:
            return [word]
        bare = _EDGE.sub("", word.text).lower()
        near = self.confusions.table.get(bare)
        if near and rng.random() < 0.7:
            return [_Word(rng.choice(near), word.entity)]
        # A lost entity word would leave a label without its word.
        return [word] if word.entity is not None else []


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
            # Commas and full stops at the edge of a word are not part of the entity.
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
    """The sentence broken off before its end, as an early endpoint would; ``None`` if too short."""
    words = _words(sentence)
    if len(words) < 4:
        return None
    kept = words[: rng.randint(1, len(words) - 2)]
    text = _join(kept).text.rstrip(",.?!;:")
    return Realised(text + rng.choice(["", "", ".", "...", ","]))
