"""Example phrases with marks, gaps and choices, parsed once and realised at each draw.

Marks are ``[two hundred dollars](amount)``, gaps ``{amount}`` and choices ``<can|could> you``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from voice_agent.core.errors import ConfigError

Make = Callable[[str, Random], str]
SpanTuple = tuple[int, int, str]
MARKED = re.compile(r"\[([^\]]+)\]\(([\w.-]+)\)")
"""A mark: the words, and the entity that they are."""
_TOKEN = re.compile(r"\[(?P<marked>[^\]]+)\]\((?P<mark>[\w.-]+)\)|\{(?P<gap>[\w.-]+)\}")
_CHOICE = re.compile(r"<([^<>]*)>")
_USUAL = 3
"""Phrases that have a word that is no slip."""
_MANY_INTENTS = 5


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a phrase: plain words, words of an entity, or a gap for one (``text`` empty)."""

    text: str
    entity: str = ""


@dataclass(frozen=True, slots=True)
class Realised:
    """A sentence and its entity spans ``(start, end, entity)`` in characters."""

    text: str
    spans: tuple[SpanTuple, ...] = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    """A parsed phrase."""

    pieces: tuple[Piece, ...]

    @property
    def entities(self) -> frozenset[str]:
        """Entities it marks or leaves gaps for."""
        return frozenset(piece.entity for piece in self.pieces if piece.entity)

    def realise(self, rng: Random, make: Make, *, swap: float = 0.0) -> Realised:
        """Fill gaps and choices.

        Args:
            rng: Source of chance.
            make: Entity name -> words a caller might say for it.
            swap: Share of marked words to be replaced by newly made ones.
        """
        text, spans = "", []
        for piece in self.pieces:
            words = choose(piece.text, rng)
            if piece.entity:
                if not words or rng.random() < swap:
                    words = make(piece.entity, rng)
                spans.append((len(text), len(text) + len(words), piece.entity))
            text += words
        return _tidy(Realised(text, tuple(spans)))


def no_values(entity: str, rng: Random) -> str:
    """Refuse to make a value: a ``Make`` for sentences that must have all their text."""
    raise ConfigError(f"a turn to measure on, or of a public set, must have words for {{{entity}}}")


def normalised(text: str) -> str:
    """Return words in lower case with single spaces, so that equal texts compare equal."""
    return " ".join(re.findall(r"[^\W_]+", text.lower().replace("'", "")))


def unmarked(text: str) -> str:
    """Return a phrase without its marks; gaps and choices stay."""
    return MARKED.sub(r"\1", text)


def with_names(text: str, spans: Sequence[SpanTuple]) -> str:
    """Return the words of a sentence with the names of entities in the place of their words."""
    for start, end, entity in sorted(spans, reverse=True):
        text = f"{text[:start]} {entity} {text[end:]}"
    return normalised(text)


def intents_by_phrase(phrases: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the intent of each phrase that only one has, by ``with_names``; no choices."""
    found: dict[str, set[str]] = {}
    for intent, some in phrases.items():
        for phrase in some:
            if _CHOICE.search(phrase) is None:
                words = normalised(MARKED.sub(r" \2 ", phrase))
                found.setdefault(words, set()).add(intent)
    return {words: next(iter(intents)) for words, intents in found.items() if len(intents) == 1}


def usual_words(phrases: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Return the words that several phrases have, in lower case."""
    every = [phrase for some in phrases.values() for phrase in some]
    count = Counter(word for phrase in every for word in set(normalised(phrase).split()))
    return frozenset(word for word, times in count.items() if times >= _USUAL)


def first_words(
    phrases: Mapping[str, Sequence[str]], orders: Callable[[str], list[str]]
) -> dict[str, frozenset[str]]:
    """Return the words with which phrases of each intent, or of many others, ask for something.

    An intent none of whose phrases asks for anything has none.

    Args:
        phrases: Intent -> its phrases, marked or not.
        orders: Returns the parts of a sentence that ask for something.
    """
    own = {
        intent: frozenset(
            part.split(maxsplit=1)[0] for phrase in some for part in orders(unmarked(phrase))
        )
        for intent, some in phrases.items()
    }
    count = Counter(word for words in own.values() for word in words)
    common = {word for word, intents in count.items() if intents >= _MANY_INTENTS}
    return {intent: words | common if words else words for intent, words in own.items()}


def parse_phrase(
    text: str, entities: Sequence[str], names: Mapping[str, str] | None = None
) -> Phrase:
    """Parse one phrase.

    Args:
        text: The phrase as written in a file.
        entities: Names that marks and gaps may use.
        names: Further names for them (an intent's details) -> entity.

    Raises:
        ConfigError: A mark or gap names no known entity.
    """
    pieces: list[Piece] = []
    position = 0
    for match in _TOKEN.finditer(text):
        if match.start() > position:
            pieces.append(Piece(text[position : match.start()]))
        name = match["mark"] or match["gap"]
        entity = (names or {}).get(name, name)
        if entity not in entities:
            raise ConfigError(
                f"phrase '{text}': no entity '{name}'; known: {', '.join(sorted(entities))}"
            )
        pieces.append(Piece(match["marked"] or "", entity))
        position = match.end()
    if position < len(text):
        pieces.append(Piece(text[position:]))
    return Phrase(tuple(pieces))


def from_spans(text: str, spans: Sequence[SpanTuple]) -> Phrase:
    """Make a phrase from a sentence whose entities are known by character offsets."""
    pieces: list[Piece] = []
    position = 0
    for start, end, entity in sorted(spans):
        if start < position or end <= start:
            continue
        if start > position:
            pieces.append(Piece(text[position:start]))
        pieces.append(Piece(text[start:end], entity))
        position = end
    if position < len(text):
        pieces.append(Piece(text[position:]))
    return Phrase(tuple(pieces))


def variants(text: str, most: int = 64) -> list[str]:
    """Return the sentences that the choices of a phrase make; gaps and marks stay.

    Args:
        text: The phrase as written in a file.
        most: If there are more, only the first are returned.
    """
    found = [text]
    whole: list[str] = []
    while found and len(whole) < most:
        one = found.pop()
        choice = _CHOICE.search(one)
        if choice is None:
            whole.append(one)
            continue
        ways = choice[1].split("|")
        found += [one[: choice.start()] + way + one[choice.end() :] for way in reversed(ways)]
    return list(dict.fromkeys(whole))


def unbalanced(text: str) -> str:
    """Return the bracket of a phrase that another one lacks, or ``""``."""
    rest = _TOKEN.sub(" ", text)
    while (fewer := _CHOICE.sub(" ", rest)) != rest:
        rest = fewer
    found = re.search(r"[\[\]{}<>]", rest)
    return found[0] if found else ""


def choose(text: str, rng: Random) -> str:
    """Return a text with one of each of its choices."""
    while "<" in text:
        chosen = _CHOICE.sub(lambda match: rng.choice(match[1].split("|")), text)
        if chosen == text:
            return text
        text = chosen
    return text


def _tidy(realised: Realised) -> Realised:
    """Collapse the double blanks that empty choices leave, keeping the spans right."""
    kept: list[str] = []
    moved: list[int] = []
    for character in realised.text:
        moved.append(len(kept))
        doubled = character == " " and (not kept or kept[-1] == " ")
        if not doubled:
            kept.append(character)
    moved.append(len(kept))
    text = "".join(kept).rstrip()
    spans = tuple(
        (min(moved[start], len(text)), min(moved[end], len(text)), entity)
        for start, end, entity in realised.spans
    )
    return Realised(text, tuple(span for span in spans if span[1] > span[0]))
