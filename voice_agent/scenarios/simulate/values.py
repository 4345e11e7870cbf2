"""Details as data and as callers say them, in English.

The value is drawn first and then put into words: the grammar that reads it is not its own judge.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random
from typing import Any

from voice_agent.language.en.example_names import first_names, last_names
from voice_agent.language.specs import EntityKind, EntitySpec
from voice_agent.playbook.intents import DetailSpec
from voice_agent.text.check_digits import passes
from voice_agent.training.data.values import number_words, ordinal_words

_MOST = 10_000.0
_LEAST = 1.0
_MOST_DAYS = 45
_PROVIDERS = ("gmail.com", "yahoo.com", "outlook.com", "icloud.com")
_STREETS = ("Street", "Avenue", "Road", "Lane")
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXY"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A value that the caller has in mind.

    Attributes:
        value: As data, as in ``language.specs``.
        forms: What the caller may say for it.
        clear: What the caller says once it was misunderstood.
    """

    value: Any
    forms: tuple[str, ...]
    clear: str


def draw_value(
    spec: EntitySpec,
    detail: DetailSpec,
    rng: Random,
    today: date,
    *,
    values: Collection[str] = (),
    other_than: Any = None,
) -> Wanted:
    """Draw a value that the playbook accepts.

    Args:
        spec: Its entity.
        detail: Its limits.
        rng: Random numbers.
        today: The callers' day.
        values: Of a list: the values that make sense here; all by default.
        other_than: A value that it must not be.
    """
    choices = [value for value in values or spec.values if value != other_than]
    while True:
        wanted = (
            _list(spec, rng, choices)
            if spec.kind == "list"
            else _MAKERS[spec.kind](spec, detail, rng, today)
        )
        if wanted.value != other_than:
            return wanted


def _list(spec: EntitySpec, rng: Random, choices: list[str]) -> Wanted:
    value = rng.choice(choices)
    modifier = f"{rng.choice(spec.modifiers)} " if spec.modifiers and rng.random() < 0.3 else ""
    forms = tuple(modifier + form for form in (value, *spec.values[value]))
    return Wanted(modifier + value, forms, forms[0])


def _money(spec: EntitySpec, detail: DetailSpec, rng: Random, today: date) -> Wanted:
    least, most = detail.min or _LEAST, min(detail.max or _MOST, _MOST)
    amounts = [rng.randint(1, 99), rng.randint(1, 20) * 5, rng.randint(2, 40) * 25]
    amounts += [rng.randint(100, 999), rng.randint(1, 90) * 100]
    whole = int(min(max(rng.choice(amounts), least), most))
    cents = rng.choice([0, 0, 0, rng.randint(1, 99)]) if least <= whole < most else 0
    value = {"amount": round(whole + cents / 100, 2), "currency": "USD"}
    unit = "dollar" if whole == 1 else "dollars"
    said = number_words(whole)
    if cents:
        part = f"{number_words(cents)} cent{'s' if cents > 1 else ''}"
        forms = [
            f"${whole:,}.{cents:02}",
            f"{said} {unit} and {part}",
            f"{whole} {unit} and {cents} cents",
        ]
        return Wanted(value, tuple(forms), forms[1])
    forms = [
        f"${whole:,}",
        f"{whole} {unit}",
        f"{said} {unit}",
        f"{said.replace(' and ', ' ')} {unit}",
        said,
    ]
    if whole > 1:
        forms.append(f"{said} bucks")
    return Wanted(value, tuple(forms), forms[2])


def _date(spec: EntitySpec, detail: DetailSpec, rng: Random, today: date) -> Wanted:
    back = -1 if "past" in (spec.when, detail.when) else 1
    days = rng.choice([rng.randint(1, 6), rng.randint(1, _MOST_DAYS)])
    if spec.past:
        back, days = -1, rng.randint(18 * 366, 80 * 365)
    day = today + timedelta(days=back * days)
    month, weekday, nth = f"{day:%B}", f"{day:%A}", ordinal_words(day.day)
    clear = f"{month} {nth}"
    if spec.past:
        year = f"{day.year}"
        return Wanted(
            day.isoformat(), (f"{month} {day.day}, {year}", f"{clear}, {year}"), f"{clear}, {year}"
        )
    forms = [
        clear,
        f"{month} {day.day}",
        f"the {nth} of {month}",
        f"{weekday} the {nth}",
        f"{weekday}, {clear}",
    ]
    count = number_words(days)
    if back > 0:
        near = {1: ["tomorrow"], 2: ["the day after tomorrow"], 7: ["a week from today"]}
        forms += near.get(days, [f"in {count} days"] if 2 < days < 11 else [])
        if 1 < days < 7:
            forms += [weekday, f"this coming {weekday}"]
    else:
        near = {1: ["yesterday"], 2: ["the day before yesterday"]}
        forms += near.get(days, [f"{count} days ago"] if 2 < days < 11 else [])
        if 1 < days < 7:
            forms += [f"last {weekday}"] if day.isocalendar()[1] != today.isocalendar()[1] else []
            forms += [weekday]
    return Wanted(day.isoformat(), tuple(forms), f"{weekday}, {clear}")


def _time(spec: EntitySpec, detail: DetailSpec, rng: Random, today: date) -> Wanted:
    hour, minute = rng.randint(9, 16), rng.choice([0, 0, 15, 30, 45])
    clock, half = (hour - 1) % 12 + 1, "PM" if hour >= 12 else "AM"
    part = "in the afternoon" if hour >= 12 else "in the morning"
    said = number_words(clock) + (f" {number_words(minute)}" if minute else "")
    written = f"{clock}:{minute:02}" if minute else f"{clock}"
    forms = [f"{written} {half}", f"{written} {half.lower()}", f"{said} {part}"]
    forms.append(f"{said} {half[0].lower()} {half[1].lower()}")
    if minute == 30:
        forms.append(f"half past {number_words(clock)} {part}")
    if minute == 15:
        forms.append(f"quarter past {number_words(clock)} {part}")
    if (hour, minute) == (12, 0):
        forms = ["noon", "12 PM", "twelve noon"]
    return Wanted(time(hour, minute).isoformat("minutes"), tuple(forms), forms[0])


def _number(spec: EntitySpec, detail: DetailSpec, rng: Random, today: date) -> Wanted:
    number = rng.randint(int(detail.min or 1), int(min(detail.max or 20, 200)))
    return Wanted(number, (str(number), number_words(number)), number_words(number))


def _digits(spec: EntitySpec, detail: DetailSpec, rng: Random, today: date) -> Wanted:
    while True:
        length = rng.randint(spec.min_length, max(spec.min_length, min(spec.max_length, 10)))
        digits = "".join(rng.choice("0123456789") for _ in range(length))
        if spec.check is None or passes(spec.check, digits):
            return Wanted(
                digits, (digits, " ".join(digits), _one_by_one(digits)), _one_by_one(digits)
            )


def _phone(spec: EntitySpec, detail: DetailSpec, rng: Random, today: date) -> Wanted:
    area = rng.choice(["212", "312", "415", "503", "617", "702", "808", "919"])
    digits = f"{area}555{rng.randint(100, 199):04}"
    groups = (digits[:3], digits[3:6], digits[6:])
    spoken = ", ".join(map(_one_by_one, groups))
    return Wanted(f"+1{digits}", ("-".join(groups), " ".join(groups), digits, spoken), spoken)


def _email(spec: EntitySpec, detail: DetailSpec, rng: Random, today: date) -> Wanted:
    first, last = rng.choice(first_names()).lower(), rng.choice(last_names()).lower()
    address = f"{first}.{last}@{rng.choice(_PROVIDERS)}"
    spoken = address.replace(".", " dot ").replace("@", " at ")
    return Wanted(address, (address, spoken), spoken)


def _name(spec: EntitySpec, detail: DetailSpec, rng: Random, today: date) -> Wanted:
    first, last = rng.choice(first_names()), rng.choice(last_names())
    name = f"{first} {last}" if spec.full or rng.random() < 0.4 else first
    return Wanted(name, (name,), ", ".join([name, *(" ".join(w.upper()) for w in name.split())]))


def _address(spec: EntitySpec, detail: DetailSpec, rng: Random, today: date) -> Wanted:
    number, street = (
        f"{rng.randint(100, 999)}",
        f"{rng.choice(last_names())} {rng.choice(_STREETS)}",
    )
    value = {"number": number, "street": street}
    said, clear = f"{number} {street}", f"{_one_by_one(number)} {street}"
    if spec.full:
        value["postcode"] = postcode = f"{rng.randint(10000, 99999)}"
        said, clear = f"{said}, {postcode}", f"{clear}, {_one_by_one(postcode)}"
    return Wanted(value, (said, clear), clear)


def _postcode(spec: EntitySpec, detail: DetailSpec, rng: Random, today: date) -> Wanted:
    if spec.region in (None, "US"):
        digits = f"{rng.randint(10000, 99999)}"
        return Wanted(digits, (digits, " ".join(digits)), _one_by_one(digits))
    code = f"{rng.choice(_LETTERS)}{rng.randint(1, 19)} {rng.randint(1, 9)}"
    code += "".join(rng.choice("ABDEFGHJLNPQRSTUWXYZ") for _ in range(2))
    return Wanted(code, (code,), " ".join(code.replace(" ", "")))


def _one_by_one(digits: str) -> str:
    return " ".join(number_words(int(digit)) for digit in digits)


_MAKERS: Mapping[EntityKind, Callable[[EntitySpec, DetailSpec, Random, date], Wanted]] = {
    "money": _money,
    "date": _date,
    "time": _time,
    "number": _number,
    "digits": _digits,
    "name": _name,
    "email": _email,
    "phone": _phone,
    "postcode": _postcode,
    "address": _address,
}
