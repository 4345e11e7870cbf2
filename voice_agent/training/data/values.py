"""Random values of entities, as callers say them and as a recogniser writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from random import Random

from num2words import num2words

from voice_agent.language.en.example_names import first_names, last_names, roles
from voice_agent.language.specs import EntityKind, EntitySpec

DATA = Path(__file__).parent


def _split(text: str) -> list[str]:
    return text.split()


_MONTHS = _split(
    "January February March April May June July August September October November December"
)
_DAYS = _split("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_PROVIDERS = ["gmail", "yahoo", "outlook", "hotmail", "icloud", "aol", "proton", "comcast"]
_REPEATS = {2: "double", 3: "triple"}


@lru_cache(maxsize=4096)
def number_words(number: int) -> str:
    """Return ``one thousand two hundred and fifty`` for ``1250``."""
    return str(num2words(number)).replace(",", "").replace("-", " ")


@lru_cache(maxsize=128)
def ordinal_words(number: int) -> str:
    """Return ``twenty first`` for ``21``."""
    return str(num2words(number, to="ordinal")).replace("-", " ")


def spoken_digits(digits: str, rng: Random) -> str:
    """Return digits in one of the ways callers say them.

    ``4477`` becomes ``four four seven seven``, ``double four double seven``, ``4477``...
    """
    style = rng.random()
    if style < 0.3:
        return digits
    if style < 0.45:
        return " ".join(digits)
    if style < 0.55 and len(digits) % 2 == 0 and "0" not in digits[::2]:
        pairs = (digits[i : i + 2] for i in range(0, len(digits), 2))
        return " ".join(number_words(int(pair)) for pair in pairs)
    words: list[str] = []
    index = 0
    zero = rng.choice(["zero", "oh"])
    while index < len(digits):
        run = 1
        while run < 3 and digits[index : index + run + 1] == digits[index] * (run + 1):
            run += 1
        word = zero if digits[index] == "0" else number_words(int(digits[index]))
        if run > 1 and style > 0.8:
            words.append(f"{_REPEATS[run]} {word}")
        else:
            words.extend([word] * run)
        index += run
    return " ".join(words)


class ValueMaker:
    """Makes a random value of an entity, for each kind of the playbook schema."""

    def __init__(self, entities: Mapping[str, EntitySpec]) -> None:
        self._entities = entities
        self._firsts, self._lasts, self._roles = first_names(), last_names(), roles()
        self._makers: dict[EntityKind, Callable[[EntitySpec, Random], str]] = {
            "list": self._list,
            "money": self._money,
            "date": self._date,
            "time": self._time,
            "number": self._number,
            "digits": self._digits,
            "name": self._name,
            "email": self._email,
            "phone": self._phone,
            "postcode": self._postcode,
            "address": self._address,
        }

    def __call__(self, entity: str, rng: Random) -> str:
        """Return the text of a value for ``entity``, without surrounding spaces."""
        spec = self._entities[entity]
        return self._makers[spec.kind](spec, rng)

    def _list(self, spec: EntitySpec, rng: Random) -> str:
        value = rng.choice(list(spec.values))
        words = rng.choice([value, *spec.values[value]])
        if spec.modifiers and rng.random() < 0.55:
            words = f"{rng.choice(spec.modifiers)} {words}"
        return words

    def _money(self, spec: EntitySpec, rng: Random) -> str:
        amount = rng.choice(
            [rng.randint(1, 99), rng.randint(1, 20) * 5, rng.randint(1, 20) * 50,
             rng.randint(100, 999), rng.randint(1, 12) * 1000, rng.randint(1000, 9999)]
        )  # fmt: skip
        cents = rng.choice([0, 0, 0, rng.randint(1, 99)])
        unit = rng.choice(["dollars", "dollars", "bucks", "dollar"])
        written = f"{amount:,}" if rng.random() < 0.6 else str(amount)
        style = rng.random()
        if style < 0.22:
            return f"${written}" + (f".{cents:02d}" if cents else "")
        if style < 0.34:
            return f"{written} {unit}"
        if style < 0.40:
            return written
        if style < 0.46 and 100 < amount < 1000 and amount % 100 >= 10:
            return f"{number_words(amount // 100)} {number_words(amount % 100)}"
        if style < 0.52 and 1000 < amount < 10000 and amount % 100 == 0 and amount % 1000:
            return f"{number_words(amount // 100)} hundred" + rng.choice(["", " dollars"])
        if style < 0.57:
            return rng.choice(
                ["a hundred bucks", "a grand", "two grand", "half a grand", "fifty cents",
                 "a thousand dollars", "a couple hundred dollars", "a hundred and fifty", "1.5k"]
            )  # fmt: skip
        words = number_words(amount)
        if rng.random() < 0.4:
            words = words.replace(" and ", " ")
        if cents and rng.random() < 0.7:
            tail = f"{number_words(cents)} cents" if rng.random() < 0.5 else number_words(cents)
            return f"{words} {unit} and {tail}"
        return words + ("" if rng.random() < 0.2 else f" {unit}")

    def _date(self, spec: EntitySpec, rng: Random) -> str:
        day, month = rng.randint(1, 28), rng.choice(_MONTHS)
        weekday = rng.choice(_DAYS)
        suffix = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd"}.get(day, "th")
        spoken, written = ordinal_words(day), f"{day}{suffix}"
        either = rng.choice([spoken, written])
        options = [
            weekday, f"next {weekday}", f"this {weekday}", f"this coming {weekday}",
            f"last {weekday}", "tomorrow", "today", "yesterday", "right now", "tonight",
            "the day after tomorrow", f"the {either}", f"the {spoken} of {month}",
            f"{month} {either}", f"{month} the {either}", f"{month} {day}", f"{day} {month}",
            f"{weekday} the {either}", f"{weekday} {month} {either}", f"{weekday} morning",
            f"{weekday} week", "next week", "the first of the month", "the end of the month",
            "the end of the week", f"in {number_words(rng.randint(2, 10))} days",
            f"in {rng.choice(['a', 'one', 'two', 'three'])} weeks", "a week from today",
            f"a week from {weekday}", f"{number_words(rng.randint(2, 6))} days ago",
            "a couple of days ago", f"{rng.randint(1, 12)}/{day}",
        ]  # fmt: skip
        return rng.choice(options)

    def _time(self, spec: EntitySpec, rng: Random) -> str:
        hour = rng.randint(1, 12)
        minute = rng.choice([0, 0, 15, 30, 45, 10, 20])
        word, half = number_words(hour), rng.choice(["a.m.", "p.m.", "am", "pm", "AM", "PM"])
        part = rng.choice(["in the morning", "in the afternoon", "in the evening"])
        options = [
            f"{hour}:{minute:02d}", f"{hour}:{minute:02d} {half}", f"{hour} {half}",
            f"{word} o'clock", f"{hour} o'clock", f"{word} {part}", f"{hour} {part}",
            f"half past {word}",
            f"quarter past {word}", f"quarter to {word}", f"a quarter to {word}", f"{word} thirty",
            f"{word} fifteen", f"{word} {half}", "noon", "midday", f"around {word}", "lunchtime",
            "first thing in the morning", "in the morning", "in the afternoon", f"after {word}",
        ]  # fmt: skip
        return rng.choice(options)

    def _number(self, spec: EntitySpec, rng: Random) -> str:
        number = rng.choice([rng.randint(1, 9), rng.randint(1, 30), rng.randint(1, 200)])
        return rng.choice([str(number), number_words(number)])

    def _digits(self, spec: EntitySpec, rng: Random) -> str:
        length = rng.randint(spec.min_length, min(spec.max_length, max(spec.min_length, 10)))
        return spoken_digits("".join(rng.choice("0123456789") for _ in range(length)), rng)

    def _name(self, spec: EntitySpec, rng: Random) -> str:
        first, last = rng.choice(self._firsts), rng.choice(self._lasts)
        style = rng.random()
        if style < 0.45:
            return first
        if style < 0.78:
            return f"{first} {last}"
        if style < 0.86:
            return f"{rng.choice(['Mr', 'Mrs', 'Ms', 'Doctor', 'Mister', 'Miss'])} {last}"
        return rng.choice(self._roles)

    def _email(self, spec: EntitySpec, rng: Random) -> str:
        first, last = rng.choice(self._firsts).lower(), rng.choice(self._lasts).lower()
        number = rng.choice(["", "", str(rng.randint(1, 99)), str(rng.randint(1950, 2010))])
        joint = rng.choice([".", "_", "", "-", "."])
        where = rng.choice([*_PROVIDERS, f"{last}{rng.choice(['design', 'co', 'law', 'farm'])}"])
        ending = rng.choice(["com", "com", "com", "net", "org", "co.uk", "edu"])
        address = f"{first}{joint}{last}{number}@{where}.{ending}"
        if rng.random() < 0.3:
            return address
        spoken = address.replace("@", " at ").replace("_", " underscore ").replace("-", " dash ")
        if number and rng.random() < 0.7:
            spoken = spoken.replace(number, f" {spoken_digits(number, rng)} ", 1)
        spoken = spoken.replace(".", " dot ")
        if rng.random() < 0.15:
            spoken = spoken.replace(first, " ".join(first), 1)
        return " ".join(spoken.split())

    def _phone(self, spec: EntitySpec, rng: Random) -> str:
        area = rng.choice("23456789") + "".join(rng.choice("0123456789") for _ in range(2))
        digits = area + "555" + "".join(rng.choice("0123456789") for _ in range(4))
        if rng.random() < 0.15:
            digits = digits[3:]
        style = rng.random()
        if style < 0.3:
            joint = rng.choice(["-", " ", "."])
            parts = [digits[:-7], digits[-7:-4], digits[-4:]]
            return joint.join(part for part in parts if part)
        if style < 0.4 and len(digits) == 10:
            return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"
        return spoken_digits(digits, rng)

    def _address(self, spec: EntitySpec, rng: Random) -> str:
        number = str(rng.randint(1, 9999))
        said = spoken_digits(number, rng) if rng.random() < 0.5 else number
        kind = rng.choice(["street", "avenue", "road", "drive", "lane", "boulevard"])
        address = f"{said} {rng.choice(self._lasts).lower()} {kind}"
        if rng.random() < 0.3:
            unit = rng.choice(["apartment", "unit", "suite"])
            address += f" {unit} {number_words(rng.randint(1, 40))}"
        return address

    def _postcode(self, spec: EntitySpec, rng: Random) -> str:
        letters = "ABCDEFGHJKLMNPRSTUVWXY"
        out = rng.choice(letters) + rng.choice(["", rng.choice(letters)]) + str(rng.randint(1, 29))
        inward = str(rng.randint(1, 9)) + rng.choice(letters) + rng.choice(letters)
        if rng.random() < 0.5:
            return f"{out} {inward}"
        return " ".join(
            number_words(int(c)) if c.isdigit() and rng.random() < 0.5 else c.lower()
            for c in out + inward
        )
