"""Spanish answers that are part of a value, or name one of several. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from voice_agent.language.base import Vague
from voice_agent.language.es.calendar import impossible_day
from voice_agent.language.es.clock import scan_times
from voice_agent.language.es.digits import digit_runs, lacking
from voice_agent.language.es.entities import normalise
from voice_agent.language.es.folding import plain
from voice_agent.language.specs import EntitySpec
from voice_agent.text.word_lists import word_set

_COUNTED = frozenset({"digits", "phone", "postcode"})
_FILLERS = word_set("el la los las de del mi su un una a al con y")
_OTHER = ("el otro", "la otra", "otro", "otra")
_BOTH = re.compile(r"\b(?:las|los) dos\b|\bamb[oa]s\b")
_ANY = ("me da igual", "cualquiera", "lo que sea", "da lo mismo", "el que quiera", "la que quiera")
_AMOUNTS = {
    "la mitad": "half",
    "el resto": "rest",
    "lo que queda": "rest",
    "todo": "all",
    "el minimo": "minimum",
    "el maximo": "maximum",
}
_ABOUT = r"(?:(?:pues|mejor|si puede ser|mas bien|preferiria|prefiero|seria|sobre|mas o menos) )*"
_OF_THE_DAY = {
    "a primera hora(?: de la manana)?": ("08:00", "10:00"),
    "a media manana": ("10:00", "12:00"),
    "a ultima hora de la manana": ("12:00", "14:00"),
    "(?:despues de comer|a primera hora de la tarde)": ("15:00", "17:00"),
    "a media tarde": ("17:00", "19:00"),
    "a ultima hora(?: de la tarde)?": ("19:00", "21:00"),
}
_PARTS = {
    "manana": ("06:00", "12:00"),
    "tarde": ("12:00", "20:00"),
    "noche": ("20:00", "23:59"),
}


def join(spec: EntitySpec, parts: Sequence[str], *, today: date) -> Any | None:
    """Return the value that the pieces of a number form together, or that of the last one."""
    if not parts:
        return None
    alone = normalise(spec, parts[-1], today=today)
    if len(parts) == 1 or spec.kind not in _COUNTED or spec.check == "iban":
        return alone
    whole = normalise(spec, _digits(parts), today=today)
    return alone if whole is None else whole


def missing(spec: EntitySpec, parts: Sequence[str]) -> int | None:
    """Return how many digits are still to come; None if that is not known."""
    digits = _digits(parts) if spec.kind in _COUNTED else ""
    return lacking(spec, digits) if digits else None


def _digits(parts: Sequence[str]) -> str:
    total = ""
    for part in parts:
        said = "".join(run.digits for run in digit_runs(part))
        anew = bool(total) and len(said) > len(total) and said.startswith(total)
        replaces = plain(part).startswith(("no ", "perdon ")) and len(said) <= len(total)
        kept = "" if anew else total[: len(total) - len(said)] if replaces else total
        total = kept + said
    return total


def pick(values: Sequence[str], hypotheses: Sequence[str]) -> tuple[str, ...]:
    """Return the values that an answer names: whole, or those that share most of its words."""
    for text in hypotheses:
        said = f" {plain(text)} "
        whole = [value for value in values if plain(value) and f" {plain(value)} " in said]
        if whole:
            return tuple(whole)
        shared = [len(_content(value) & _content(text)) for value in values]
        most = max(shared, default=0)
        if most:
            return tuple(v for v, count in zip(values, shared, strict=True) if count == most)
    return ()


def other(values: Mapping[str, Sequence[str]], current: str, text: str) -> str | None:
    """Return what "el otro" means where there are two."""
    left = [value for value in values if value != current]
    return left[0] if plain(text).removesuffix(" por favor") in _OTHER and len(left) == 1 else None


def both(values: Mapping[str, Sequence[str]], text: str) -> tuple[str, str] | None:
    """Return what "las dos" means where there are two."""
    two = tuple(values)
    return (two[0], two[1]) if _BOTH.search(plain(text)) and len(two) == 2 else None


def impossible(spec: EntitySpec, text: str) -> str:
    """Return a sentence that says why a day cannot be, or ``""``."""
    return impossible_day(text) if spec.kind == "date" else ""


def vague(spec: EntitySpec, text: str, *, today: date) -> Vague | None:
    """Return what an answer without a value narrows it down to, or None."""
    said = plain(text).removesuffix(" por favor")
    if not said or normalise(spec, text, today=today) is not None:
        return None
    if said in _ANY:
        return Vague(text, name="any")
    if spec.kind == "money" and said in _AMOUNTS:
        return Vague(text, name=_AMOUNTS[said])
    if spec.kind == "time":
        return _vague_time(said, text)
    if spec.kind == "date":
        return _vague_date(said, text, today)
    return None


def _vague_time(said: str, text: str) -> Vague | None:
    for part, (low, high) in _PARTS.items():
        if re.fullmatch(rf"{_ABOUT}(?:por|de|a|en) la {part}", said):
            return Vague(text, low, high, ask=f"¿A qué hora por la {_PART_NAMES[part]}?")
    for words, (low, high) in _OF_THE_DAY.items():
        if re.fullmatch(_ABOUT + words, said):
            return Vague(text, low, high, ask="¿A qué hora exactamente?")
    between = re.fullmatch(rf"{_ABOUT}entre (?P<low>las? .+) y (?P<high>las? .+)", said)
    ends = [[*scan_times(between[one], answer=True)] for one in ("low", "high")] if between else []
    if all(len(found) == 1 for found in ends) and ends:
        (first,), (last,) = ends
        return Vague(text, first.value, last.value, ask="¿A qué hora exactamente?")
    return None


def _vague_date(said: str, text: str, today: date) -> Vague | None:
    if re.fullmatch(rf"{_ABOUT}(?:en |para )?la (?:semana que viene|proxima semana)", said):
        monday = today + timedelta(7 - today.weekday())
        low, high = monday.isoformat(), (monday + timedelta(6)).isoformat()
        return Vague(text, low, high, ask="¿Qué día de la semana que viene?")
    if re.fullmatch(rf"{_ABOUT}(?:en |para )?(?:el|este) (?:fin de semana|finde)", said):
        saturday = today + timedelta((5 - today.weekday()) % 7)
        low, high = saturday.isoformat(), (saturday + timedelta(1)).isoformat()
        return Vague(text, low, high, ask="¿El sábado o el domingo?")
    return None


_PART_NAMES = {"manana": "mañana", "tarde": "tarde", "noche": "noche"}


def _content(text: str) -> set[str]:
    return set(plain(text).split()) - _FILLERS
