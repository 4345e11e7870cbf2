"""How a Spanish agent speaks: values, lists, clauses, and text that somebody else wrote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time
from typing import Any

from voice_agent.language.es.addresses import say_address
from voice_agent.language.es.calendar import WEEKDAYS
from voice_agent.language.es.months import MONTHS
from voice_agent.language.es.numbers import NUMBER_WORDS, SMALL
from voice_agent.language.specs import EntitySpec
from voice_agent.text.clauses import ClauseSplitter
from voice_agent.text.markup import unmarked
from voice_agent.text.word_lists import word_set

_CLEAR_DAYS = 300
"""A date closer than this is clear without its year."""
_UNITS = {"EUR": ("euro", "euros"), "USD": ("dólar", "dólares"), "GBP": ("libra", "libras")}
_CENTS = {"EUR": "céntimo", "USD": "centavo", "GBP": "penique"}
_HOURS = {value: word for word, value in SMALL.items() if word not in ("un", "uno")}
_SIGNS = {".": "punto", "-": "guion", "_": "guion bajo", "+": "más", "@": "arroba"}
_NUMBER = rf"\d.*|{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))}"
_SPOKEN = (
    (re.compile(r"https?://\S+|\bwww\.\S+"), ""),
    (re.compile(r"(?<![\w.,])€ ?(\d+(?:[.,]\d+)*)"), r"\1 euros"),
    (re.compile(r"\b1 ?€"), "un euro"),
    (re.compile(r"(\d) ?€"), r"\1 euros"),
    (re.compile(r"(?<![\w.,])\$ ?(\d+(?:[.,]\d+)*)"), r"\1 dólares"),
    (re.compile(r"(\d) ?%"), r"\1 por ciento"),
    (re.compile(r"(\d) ?kg\b"), r"\1 kilos"),
    (re.compile(r"(\d) ?ml\b"), r"\1 mililitros"),
    (re.compile(r"(\d) ?h\b\.?"), r"\1 horas"),
    (re.compile(r"\bSra\."), "señora"),
    (re.compile(r"\bSr\."), "señor"),
    (re.compile(r"\bDra\."), "doctora"),
    (re.compile(r"\bDr\."), "doctor"),
    (re.compile(r"\bn\.?º ?"), "número "),
    (re.compile(r"\bp\. ?ej\."), "por ejemplo"),
    (re.compile(r"\s&\s"), " y "),
)

split_clauses = ClauseSplitter(
    abbreviation=re.compile(
        r"^[(\"'¿¡]*(?:sr|sra|srta|dr|dra|d|dña|avda|c|núm|nº|tel|aprox|etc|p|pág|ud|uds|\d+)\.$",
        re.IGNORECASE,
    ),
    ending_abbreviation=re.compile(r"etc\.$", re.IGNORECASE),
    number=re.compile(
        rf"^[(\"'¿¡]*(?:{_NUMBER}|euros?|céntimos?|dólares|por ciento|{'|'.join(MONTHS)})"
        r"[.,;:!?]*$",
        re.IGNORECASE,
    ),
    number_link="y",
    joining=word_set("y o pero porque que cuando si aunque mientras"),
).split


def say(spec: EntitySpec, value: Any, *, today: date) -> str:
    """Return a value as it is spoken: "2 euros con 50 céntimos", "viernes, 27 de noviembre".

    A value that is not of the entity's kind (a default in the playbook) is said as it is.
    """
    try:
        return _say(spec, value, today)
    except (TypeError, ValueError, KeyError):
        return str(value)


def _say(spec: EntitySpec, value: Any, today: date) -> str:
    if spec.kind == "money":
        return say_money(float(value["amount"]), value.get("currency", "EUR"))
    if spec.kind == "date":
        return say_date(date.fromisoformat(value), today)
    if spec.kind == "time":
        return say_time(time.fromisoformat(value))
    if spec.kind == "number":
        return _grouped(value)
    if spec.kind in ("digits", "postcode"):
        return " ".join(str(value))
    if spec.kind == "phone":
        return say_phone(str(value))
    if spec.kind == "email":
        return say_email(str(value))
    if spec.kind == "address":
        return say_address(value)
    return str(value)


def _grouped(value: float) -> str:
    return f"{value:,.10g}".translate(str.maketrans(",.", ".,"))


def say_money(amount: float, currency: str) -> str:
    """Return an amount as it is spoken."""
    whole, cents = divmod(round(abs(amount) * 100), 100)
    one, many = _UNITS.get(currency, (currency, currency))
    parts = []
    if whole or not cents:
        article = "una" if one.endswith("a") else "un"
        parts.append(f"{article} {one}" if whole == 1 else f"{_grouped(whole)} {many}")
    if cents:
        name = _CENTS.get(currency, "céntimo")
        parts.append(f"un {name}" if cents == 1 else f"{cents} {name}s")
    return ("menos " if amount < 0 else "") + " con ".join(parts)


def say_date(day: date, today: date) -> str:
    """Return a day with its weekday, or with its year where that is not clear."""
    said = f"{day.day} de {MONTHS[day.month - 1]}"
    if abs((day - today).days) <= _CLEAR_DAYS:
        return f"{WEEKDAYS[day.weekday()]}, {said}"
    return f"{said} de {day.year}"


def say_time(clock: time) -> str:
    """Return a time of day as it is spoken: "las tres y media de la tarde"."""
    if clock.hour == clock.minute == 0:
        return "medianoche"
    before = clock.minute == 45
    hour = (clock.hour + before - 1) % 12 + 1
    minutes = {0: "", 15: " y cuarto", 30: " y media", 45: " menos cuarto"}
    link = minutes.get(clock.minute, f" y {clock.minute}")
    article = "la" if hour == 1 else "las"
    return f"{article} {_HOURS[hour]}{link} {_part(clock)}"


def _part(clock: time) -> str:
    if clock.hour == 12 and clock.minute <= 30:
        return "del mediodía"
    for until, part in ((6, "madrugada"), (12, "mañana"), (20, "tarde")):
        if clock.hour < until:
            # "Las doce y media de la noche" is said of half past midnight.
            return "de la noche" if clock.hour == 0 and clock.minute != 45 else f"de la {part}"
    return "de la noche"


def say_phone(number: str) -> str:
    """Return the digits of a telephone number, one by one, Spanish ones in groups."""
    digits = number.removeprefix("+34")
    if digits != number and len(digits) == 9:
        parts = [digits[:3], digits[3:5], digits[5:7], digits[7:]]
        return ", ".join(" ".join(part) for part in parts)
    said = " ".join(number.removeprefix("+"))
    return f"más {said}" if number.startswith("+") else said


def say_email(address: str) -> str:
    """Return an e-mail address with its signs in words."""
    for mark, name in _SIGNS.items():
        address = address.replace(mark, f" {name} ")
    return " ".join(address.split())


def listing(items: Sequence[str]) -> str:
    """Join items as they are spoken: "leche, azúcar y hielo", "café e infusión"."""
    if len(items) < 2:
        return "".join(items)
    link = "e" if re.match(r"h?i(?![aeo])", items[-1], re.IGNORECASE) else "y"
    return f"{', '.join(items[:-1])} {link} {items[-1]}"


def speakable(text: str) -> str:
    """Return text that somebody else wrote as a voice should say it."""
    said = unmarked(text)
    for rule, words in _SPOKEN:
        said = rule.sub(words, said)
    return " ".join(said.split())
