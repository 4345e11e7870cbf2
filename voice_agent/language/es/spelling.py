"""Letters that Spanish callers spell. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from voice_agent.language.es.folding import fold, words_of
from voice_agent.language.es.numbers import NUMBER_WORDS
from voice_agent.language.specs import EntitySpec
from voice_agent.text.word_lists import words

_NAMES = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        words(
            "a be ce de e efe ge hache i jota ka ele eme ene o pe cu erre ese te u uve "
            "doble_uve equis ye zeta"
        ),
        strict=True,
    )
)
LETTERS = {name: letter for letter, name in _NAMES.items()} | {"ve": "v", "griega": "y"}
_KINDS = ("name", "postcode", "email", "digits", "phone")
_FEWEST = 3


def is_spelled(spec: EntitySpec, text: str) -> bool:
    """Tell whether most of an answer is letters, their names, or digits."""
    said = words_of(text)
    spelled = sum(
        len(one.text) == 1
        or one.text in LETTERS
        or one.text in NUMBER_WORDS
        or one.text[0].isdecimal()
        for one in said
    )
    return spec.kind in _KINDS and spelled >= _FEWEST and 2 * spelled > len(said)


def spelling_odds(letters: str, *, begun: bool = False) -> float:
    """Return 0: nothing is known of how likely letters are as a Spanish name."""
    return 0.0


def similar_names(letters: str) -> Sequence[str]:
    """Return no names: nothing is known of Spanish ones."""
    return ()


def letter_question(one: str, other: str) -> str:
    """Return the question for the only letter in which two names differ; "" if none is."""
    pair = _difference(one, other)
    return f"¿Es {_spoken(pair[0])} o {_spoken(pair[1])}?" if pair else ""


def letter_answer(text: str, one: str, other: str) -> str | None:
    """Return which of two such names an answer means, or None if it does not say."""
    pair = _difference(one, other)
    if not pair:
        return None
    said = {LETTERS.get(word.text, word.text) for word in words_of(text)}
    meant = [name for name, letter in zip((one, other), pair, strict=True) if letter in said]
    return meant[0] if len(meant) == 1 else None


def unspelled(name: str, question: str) -> str:
    """Return what to say to a name that was said as a word where its letters were asked for."""
    return "Por favor, letra por letra." if "deletr" in fold(question) else ""


def _difference(one: str, other: str) -> tuple[str, str] | None:
    first, second = fold(one), fold(other)
    if len(first) != len(second):
        return None
    pairs = [(a, b) for a, b in zip(first, second, strict=True) if a != b]
    return pairs[0] if len(pairs) == 1 else None


def _spoken(letter: str) -> str:
    return _NAMES.get(letter, letter).replace("_", " ")
