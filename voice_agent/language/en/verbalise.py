"""Say values in English: "250 dollars", "Friday, November 27". Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from voice_agent.language.en.currencies import NAMES, CurrencyNames
from voice_agent.language.en.entities.addresses import say_address
from voice_agent.language.specs import EntitySpec
from voice_agent.text.word_lists import words

MONTHS = words(
    """
        January February March April May June July August September October November December
        """
)
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MARKS = {".": "dot", "-": "dash", "_": "underscore", "+": "plus", "@": "at"}
# A date closer than this is clear without its year.
_CLEAR_DAYS = 300
_LARGE = {"trillion": 10**12, "billion": 10**9, "million": 10**6}


def say(spec: EntitySpec, value: Any, *, today: date) -> str:
    """Return a value as it is spoken: "250 dollars", "Friday, November 27", "4 4 7 7".

    A value that is not of the entity's kind (a default in the playbook) is said as it is.

    Args:
        spec: Entity the value is of.
        value: Value as ``normalise`` makes it.
        today: The callers' day: a date far from it is said with its year.
    """
    try:
        return _verbalise(spec, value, today)
    except (TypeError, ValueError, KeyError):
        return str(value)


def _verbalise(spec: EntitySpec, value: Any, today: date) -> str:
    if spec.kind == "money":
        return say_money(float(value["amount"]), value.get("currency", "USD"))
    if spec.kind == "date":
        day = date.fromisoformat(value)
        return say_date(day, weekday=abs((day - today).days) <= _CLEAR_DAYS)
    if spec.kind == "time":
        return say_time(time.fromisoformat(value))
    if spec.kind == "number":
        return f"{value:,.10g}"
    if spec.kind == "digits":
        return " ".join(str(value))
    if spec.kind == "phone":
        return say_phone(str(value))
    if spec.kind == "email":
        return say_email(str(value))
    if spec.kind == "address":
        return say_address(value)
    if spec.kind == "postcode":
        return ", ".join(" ".join(part) for part in str(value).replace("-", " ").split())
    return str(value)


def say_money(amount: float, currency: str) -> str:
    """Return an amount as it is spoken: "1,250 dollars and 50 cents", "1.5 million euros"."""
    whole, cents = divmod(round(abs(amount) * 100), 100)
    names = NAMES.get(currency, CurrencyNames(currency, currency, "cent", "cents"))
    parts = []
    if whole or not cents:
        count = f"{whole:,}" if cents else _short(whole)
        parts.append(f"{count} {names.one if whole == 1 else names.many}")
    if cents:
        parts.append(f"{cents} {names.cent if cents == 1 else names.cents}")
    return ("minus " if amount < 0 else "") + " and ".join(parts)


def _short(whole: int) -> str:
    """Return a round number of millions in few words: "1.5 million"."""
    for name, size in _LARGE.items():
        if whole >= size and whole % (size // 100) == 0:
            return f"{whole / size:g} {name}"
    return f"{whole:,}"


def say_date(day: date, *, weekday: bool = False) -> str:
    """Return a day with its year, "December 1, 2026", or with its weekday instead."""
    said = f"{MONTHS[day.month - 1]} {day.day}"
    return f"{WEEKDAYS[day.weekday()]}, {said}" if weekday else f"{said}, {day.year}"


def say_time(clock: time) -> str:
    """Return a time of day as it is spoken: "noon", "3:30 PM"."""
    if not clock.minute and clock.hour in (0, 12):
        return "noon" if clock.hour else "midnight"
    half = "PM" if clock.hour >= 12 else "AM"
    hour = (clock.hour - 1) % 12 + 1
    if not clock.minute:
        return f"{hour} {half}"
    return f"{hour}:{clock.minute:02} {half}"


def say_phone(number: str) -> str:
    """Return the digits of a telephone number, one by one, those of North America in groups."""
    if number.startswith("+1") and len(number) == 12:
        parts = [number[2:5], number[5:8], number[8:]]
        return ", ".join(" ".join(part) for part in parts)
    said = " ".join(number.removeprefix("+"))
    return f"plus {said}" if number.startswith("+") else said


def say_email(address: str) -> str:
    """Return an e-mail address with its signs in words."""
    for mark, name in _MARKS.items():
        address = address.replace(mark, f" {name} ")
    return " ".join(address.split())


def listing(items: Sequence[str]) -> str:
    """Join items as they are spoken: "milk, sugar and ice"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
