"""Draw what callers say, and how the recogniser is to write it. Pure."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from voice_agent.training.data.values import number_words

_LEADS = ("", "", "", "It's ", "My number is ", "The number is ", "Sure, ")
_NAME_LEADS = ("", "", "", "It's ", "My name is ", "That's ")
_REPEATED = {2: "double", 3: "triple"}
_REPEATED_SHARE = 0.3
_MOST_IN_ONE = 100
"""Larger numbers of houses are said digit by digit."""
_STREETS = ("Street", "Avenue", "Road", "Drive", "Lane", "Boulevard")


@dataclass(frozen=True, slots=True)
class Line:
    """What a voice is given, and what is to be written."""

    said: str
    written: str


def draw(dice: random.Random, phrases: Sequence[str], names: Sequence[str]) -> Line:
    """Draw a phrase of the playbook, digits, a spelled name or an address."""
    kind = dice.choices(("phrase", "digits", "name", "address"), (0.4, 0.25, 0.25, 0.1))[0]
    if kind == "digits":
        return digits(dice)
    if kind == "name":
        return spelled(dice, names)
    if kind == "address":
        return address(dice, names)
    text = dice.choice(phrases).strip()
    text = text[:1].upper() + text[1:]
    text = text if text[-1:] in ".?!" else f"{text}."
    return Line(text, text)


def digits(dice: random.Random) -> Line:
    """Draw four to twelve digits; some that repeat are said as "double" or "triple"."""
    count = dice.choice((4, 5, 7, 8, 10, 10, 10, 12))
    drawn: list[str] = []
    while len(drawn) < count:
        same = drawn and dice.random() < _REPEATED_SHARE
        drawn.append(drawn[-1] if same else str(dice.randrange(10)))
    said, at = [], 0
    while at < count:
        run = 1
        while run < max(_REPEATED) and drawn[at : at + run + 1] == [drawn[at]] * (run + 1):
            run += 1
        word = "oh" if drawn[at] == "0" and dice.random() < 0.5 else number_words(int(drawn[at]))
        short = run in _REPEATED and dice.random() < 0.5
        said += [f"{_REPEATED[run]} {word}"] if short else [word] * run
        at += run
    lead = dice.choice(_LEADS)
    pause = dice.choice((" ", " ", ", "))
    return Line(f"{lead}{pause.join(said)}.", f"{lead}{' '.join(drawn)}.")


def spelled(dice: random.Random, names: Sequence[str]) -> Line:
    """Draw one or two names, spelled."""
    drawn = [dice.choice(names) for _ in range(dice.choice((1, 2, 2)))]
    letters = [one.upper() for name in drawn for one in name if one.isascii() and one.isalpha()]
    lead = dice.choice(_NAME_LEADS)
    said = dice.choice((". ", ", ", " ")).join(letters)
    return Line(f"{lead}{said}.", f"{lead}{' '.join(letters)}.")


def address(dice: random.Random, names: Sequence[str]) -> Line:
    """Draw a house number and a street."""
    number = dice.randint(1, 9999)
    street = f"{dice.choice(names).title()} {dice.choice(_STREETS)}"
    one_by_one = " ".join(number_words(int(digit)) for digit in str(number))
    said = number_words(number) if number < _MOST_IN_ONE else one_by_one
    return Line(f"{said} {street}.", f"{number} {street}.")
