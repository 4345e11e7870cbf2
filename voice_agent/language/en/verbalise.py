"""Say values in English: "250 dollars", "Friday, November 27". Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from voice_agent.language.specs import EntitySpec
from voice_agent.text.word_lists import words

_CURRENCIES = {
    "USD": ("dollar", "dollars", "cent", "cents"),
    "GBP": ("pound", "pounds", "penny", "pence"),
    "EUR": ("euro", "euros", "cent", "cents"),
    "CAD": ("Canadian dollar", "Canadian dollars", "cent", "cents"),
    "AUD": ("Australian dollar", "Australian dollars", "cent", "cents"),
    "CHF": ("Swiss franc", "Swiss francs", "centime", "centimes"),
    "INR": ("rupee", "rupees", "paisa", "paise"),
    "JPY": ("yen", "yen", "sen", "sen"),
}
_MONTHS = words(
    """
        January February March April May June July August September October November December
        """
)
_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MARKS = {".": "dot", "-": "dash", "_": "underscore", "+": "plus", "@": "at"}
# A date closer than this is clear without its year.
_CLEAR_DAYS = 300


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
        return _money(float(value["amount"]), value.get("currency", "USD"))
    if spec.kind == "date":
        return _date(date.fromisoformat(value), today)
    if spec.kind == "time":
        return _time(time.fromisoformat(value))
    if spec.kind == "number":
        return f"{value:,.10g}"
    if spec.kind == "digits":
        return " ".join(str(value))
    if spec.kind == "phone":
        return _phone(str(value))
    if spec.kind == "email":
        return _email(str(value))
    if spec.kind == "postcode":
        return ", ".join(" ".join(part) for part in str(value).replace("-", " ").split())
    return str(value)


def _money(amount: float, currency: str) -> str:
    whole, cents = divmod(round(abs(amount) * 100), 100)
    names = _CURRENCIES.get(currency, (currency, currency, "cent", "cents"))
    parts = []
    if whole or not cents:
        parts.append(f"{whole:,} {names[0] if whole == 1 else names[1]}")
    if cents:
        parts.append(f"{cents} {names[2] if cents == 1 else names[3]}")
    return ("minus " if amount < 0 else "") + " and ".join(parts)


def _date(day: date, today: date) -> str:
    said = f"{_MONTHS[day.month - 1]} {day.day}"
    if abs((day - today).days) > _CLEAR_DAYS:
        return f"{said}, {day.year}"
    return f"{_WEEKDAYS[day.weekday()]}, {said}"


def _time(clock: time) -> str:
    if not clock.minute and clock.hour in (0, 12):
        return "noon" if clock.hour else "midnight"
    half = "PM" if clock.hour >= 12 else "AM"
    hour = (clock.hour - 1) % 12 + 1
    if not clock.minute:
        return f"{hour} {half}"
    return f"{hour}:{clock.minute:02} {half}"


def _phone(number: str) -> str:
    if number.startswith("+1") and len(number) == 12:
        parts = [number[2:5], number[5:8], number[8:]]
        return ", ".join(" ".join(part) for part in parts)
    said = " ".join(number.removeprefix("+"))
    return f"plus {said}" if number.startswith("+") else said


def _email(address: str) -> str:
    for mark, name in _MARKS.items():
        address = address.replace(mark, f" {name} ")
    return " ".join(address.split())


def listing(items: Sequence[str]) -> str:
    """Join items as they are spoken: "milk, sugar and ice"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
