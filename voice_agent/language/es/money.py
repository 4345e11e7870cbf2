"""Spanish amounts: "tres euros con cincuenta", "12,50 €"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from voice_agent.language.es.folding import Word, words_of
from voice_agent.language.es.found import Found
from voice_agent.language.es.numbers import Read, number_at

_UNITS = {
    "euro": "EUR",
    "euros": "EUR",
    "€": "EUR",
    "eur": "EUR",
    "pavos": "EUR",
    "dolar": "USD",
    "dolares": "USD",
    "$": "USD",
    "libra": "GBP",
    "libras": "GBP",
    "£": "GBP",
}
_OTHERS = frozenset({"peso", "pesos", "sol", "soles", "yenes", "franco", "francos", "bolivares"})
"""Currencies of several countries: which one is meant is not known."""
_SIGNS = frozenset("€$£")
_CENTS = frozenset({"centimo", "centimos", "centavo", "centavos"})
_LINKS = frozenset({"con", "y"})
HOME = "EUR"
"""Currency of an amount without one."""


def scan_money(text: str, *, answer: bool = False) -> Iterator[Found]:
    """Yield the amounts of a text.

    Args:
        text: What was recognised.
        answer: True if an amount was asked for: a number alone is one, and "dos con cincuenta".
    """
    said, at = words_of(text), 0
    while at < len(said):
        read = _amount(said, at) or (_bare(said, at) if answer else None)
        if read is None:
            at += 1
            continue
        value, end = read
        yield Found(said[at].start, said[end - 1].end, value)
        at = end


def _amount(said: Sequence[Word], at: int) -> tuple[dict[str, Any], int] | None:
    if said[at].text in _SIGNS and (number := _number(said, at + 1)):
        return _money(number.value, _UNITS[said[at].text]), number.end
    if said[at].text == "medio" and _text(said, at + 1) in _UNITS:
        return _money(0.5, _UNITS[said[at + 1].text]), at + 2
    if said[at].text in _UNITS and _and_a_half(said, at + 1):
        return _money(1.5, _UNITS[said[at].text]), at + 3
    number = _few(said, at) or _number(said, at)
    if number is None:
        return None
    unit = _text(said, number.end)
    if unit in _CENTS:
        return _money(number.value / 100, HOME), number.end + 1
    if unit == "de" and number.value >= 1_000_000:
        number, unit = Read(number.value, number.end + 1), _text(said, number.end + 1)
    if unit not in _UNITS:
        return None
    cents = _cents(said, number.end + 1)
    return _money(number.value + cents.value / 100, _UNITS[unit]), cents.end


def _and_a_half(said: Sequence[Word], at: int) -> bool:
    return _text(said, at) == "y" and _text(said, at + 1) in ("medio", "media")


def _few(said: Sequence[Word], at: int) -> Read | None:
    """Return "un par de", "medio millón de"."""
    said_so = tuple(_text(said, index) for index in range(at, at + 3))
    if said_so == ("un", "par", "de"):
        return Read(2, at + 3)
    if said_so == ("medio", "millon", "de"):
        return Read(500_000, at + 3)
    return None


def _cents(said: Sequence[Word], at: int) -> Read:
    """Return what follows the unit: "con cincuenta", "y medio", "treinta céntimos"."""
    start = at + 1 if _text(said, at) in _LINKS else at
    if start > at and _text(said, start) in ("medio", "media"):
        return Read(50, start + 1)
    number = _number(said, start)
    if number is None or number.value >= 100 or number.value % 1:
        return Read(0, at)
    if _text(said, number.end) in _CENTS:
        return Read(number.value, number.end + 1)
    # "Dos euros y una tarta": what follows "y" is a count of something else.
    whole = number.end == len(said) or _text(said, start - 1) == "con"
    return Read(number.value, number.end) if whole else Read(0, at)


def _bare(said: Sequence[Word], at: int) -> tuple[dict[str, Any], int] | None:
    number = _number(said, at)
    if number is None or _text(said, number.end) in _OTHERS:
        return None
    link = _text(said, number.end) == "con"
    cents = _number(said, number.end + link)
    if cents is not None and 10 <= cents.value < 100 and number.value < 1_000:
        return _money(number.value + cents.value / 100, HOME), cents.end
    return _money(number.value, HOME), number.end


def _number(said: Sequence[Word], at: int) -> Read | None:
    return number_at(said, at) if at < len(said) else None


def _text(said: Sequence[Word], at: int) -> str:
    return said[at].text if 0 <= at < len(said) else ""


def _money(amount: float, currency: str) -> dict[str, Any]:
    return {"amount": round(amount, 2), "currency": currency}
