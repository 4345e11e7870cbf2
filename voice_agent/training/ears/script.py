"""Write what callers dictate: letters, digits and ordinary words, with the labels of each. Pure.

A segment is said in one breath; an utterance joins segments with pauses. Letters are half uniform
and half from name lists, so that the head learns sounds and leaves spelling to the decoder.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from voice_agent.stt.ears.symbols import ANSWERS, DIGIT_WORDS, LETTERS, NATO_WORDS, NUMBER_WORDS


def _phrases(text: str) -> list[str]:
    return text.split(";")


_CARRIERS = _phrases(
    "my name is;it's;it is;that's;sure;okay;the name is;so;my number is;the number is;"
    "you can reach me at;my last name is;first name;last name;and then;then;the account is;um;uh;"
    "let me see;please;thank you;that's it;and the last name is;my surname is;I spell that;"
    "spelled;it's spelled;the address is;I'd like to;can you hear me;one moment;is that right"
)
_AFTER = {
    "a": "apple alice", "b": "boy bob banana", "c": "cat charlie", "d": "dog david",
    "e": "egg edward elephant", "f": "frank fox fish", "g": "george girl", "h": "henry house",
    "i": "ice island india", "j": "john jack", "k": "king kite", "l": "lion london larry",
    "m": "mary mike mother", "n": "nancy nora night", "o": "orange oscar", "p": "peter paul pen",
    "q": "queen quebec", "r": "robert red", "s": "sam sugar snake", "t": "tom tango tiger",
    "u": "uncle umbrella", "v": "victor van", "w": "william water", "x": "x-ray",
    "y": "yellow young", "z": "zebra zoo",
}  # fmt: skip
_ALIKE = _phrases(
    "yesterday;guess;yellow;now;know it;on;go;top;step;shop;spot;stuff;way;weight;note;nine;knows;"
    "hello;what;sorry;hmm;the tickets;one moment;who is this;say that again;pardon;never;not yet"
)
Kind = str


@dataclass(frozen=True, slots=True)
class Segment:
    """Words in one breath and the symbols that the head is to write for them."""

    words: tuple[str, ...]
    labels: tuple[str, ...]


def segment(dice: random.Random, names: Sequence[str], kind: Kind) -> Segment:
    """Draw a segment of one of ``KINDS``."""
    if kind == "letters":
        return _letters(dice, names)
    if kind == "explained":
        return _explained(dice)
    if kind == "digits":
        return _digits(dice)
    if kind == "numbers":
        said = [dice.choice(NUMBER_WORDS) for _ in range(dice.choice((1, 1, 2)))]
        if dice.random() < 0.5:
            said.append(dice.choice(DIGIT_WORDS[1:]))
        return Segment(tuple(said), tuple(said))
    if kind == "space":
        return Segment(("space",), ("_",))
    if kind == "short":
        return _short(dice)
    carrier = dice.choice(_CARRIERS) if dice.random() < 0.7 else dice.choice(names)
    return Segment(tuple(carrier.split()), ())


def _letters(dice: random.Random, names: Sequence[str]) -> Segment:
    count = dice.choice((1, 1, 1, 2, 2, 3, 4, 6))
    if dice.random() < 0.5:
        name = "".join(c for c in dice.choice(names).lower() if c in LETTERS) or "a"
        at = dice.randrange(max(1, len(name) - count + 1))
        drawn = list(name[at : at + count])
    else:
        drawn = [dice.choice(LETTERS) for _ in range(count)]
    if dice.random() < 0.12:
        times = dice.choice(("double", "double", "triple"))
        at = dice.randrange(len(drawn))
        drawn.insert(at, times)
        if drawn[at + 1] == "u" and times == "double":
            drawn[at : at + 2] = ["w"]
    return Segment(tuple(drawn), tuple(drawn))


def _explained(dice: random.Random) -> Segment:
    letter = dice.choice(LETTERS)
    if dice.random() < 0.45:
        count = dice.choice((1, 2, 3))
        letters = [dice.choice(LETTERS) for _ in range(count)]
        return Segment(tuple(NATO_WORDS[one] for one in letters), tuple(letters))
    word = dice.choice((*_AFTER[letter].split(), NATO_WORDS[letter]))
    return Segment((letter, *dice.choice((("as", "in"), ("for",), ("like",))), word), (letter,))


def _digits(dice: random.Random) -> Segment:
    said: list[str] = []
    for _ in range(dice.choice((1, 1, 2, 3, 3, 4, 4, 5))):
        same = said and said[-1] in DIGIT_WORDS and dice.random() < 0.2
        digit = said[-1] if same else dice.choice((*DIGIT_WORDS, "o"))
        if dice.random() < 0.08:
            said.append(dice.choice(("double", "double", "triple")))
        said.append(digit)
    return Segment(tuple(said), tuple(said))


def _short(dice: random.Random) -> Segment:
    """Draw a short answer, or other words that sound like one."""
    if dice.random() < 0.25:
        return Segment(tuple(dice.choice(_ALIKE).split()), ())
    meaning = dice.choice((*ANSWERS, *tuple(ANSWERS)[1:]))
    word = meaning if dice.random() < 0.6 else dice.choice(ANSWERS[meaning])
    said, labels = [word], [meaning]
    if dice.random() < 0.15:
        said, labels = said * 2, labels * 2
    if dice.random() < 0.1:
        said.append("please")
    return Segment(tuple(said), tuple(labels))


SPELLING = (("letters", 0.66), ("explained", 0.14), ("space", 0.05), ("words", 0.15))
DICTATION = (("digits", 0.78), ("numbers", 0.14), ("words", 0.08))
_SHORT_SHARE = 0.2
MIXED = (("letters", 0.42), ("digits", 0.4), ("explained", 0.08), ("words", 0.1))
KINDS = (*(kind for kind, _ in SPELLING), "digits", "numbers", "short", "short")


def plan(dice: random.Random) -> list[Kind]:
    """Draw the kinds of the segments of one utterance."""
    if dice.random() < _SHORT_SHARE:
        return ["short"]
    table = dice.choices((SPELLING, DICTATION, MIXED), (0.55, 0.3, 0.15))[0]
    kinds, shares = zip(*table, strict=True)
    return dice.choices(kinds, shares, k=dice.randint(2, 10))
