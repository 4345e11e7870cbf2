"""Days that Spanish callers name: "Nochebuena", "el día de Reyes", "Viernes Santo". Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from voice_agent.language.easter import easter
from voice_agent.language.es.found import Found

_Rule = Callable[[int], date]


def _fixed(month: int, day: int) -> _Rule:
    return lambda year: date(year, month, day)


def _after_easter(days: int) -> _Rule:
    return lambda year: easter(year) + timedelta(days)


def _first_sunday_of_may(year: int) -> date:
    first = date(year, 5, 1)
    return first + timedelta((6 - first.weekday()) % 7)


_DAYS: dict[str, _Rule] = {
    r"nochebuena": _fixed(12, 24),
    r"nochevieja|fin de ano": _fixed(12, 31),
    r"(?:dia de )?navidad": _fixed(12, 25),
    r"ano nuevo": _fixed(1, 1),
    r"(?:dia|noche) de reyes|reyes magos|los reyes": _fixed(1, 6),
    r"san valentin|dia de los enamorados": _fixed(2, 14),
    r"dia del padre|san jose": _fixed(3, 19),
    r"dia de la madre": _first_sunday_of_may,
    r"dia del trabaj(?:o|ador)": _fixed(5, 1),
    r"(?:noche de )?san juan": _fixed(6, 24),
    r"dia de la asuncion": _fixed(8, 15),
    r"(?:dia del? )?(?:pilar|la hispanidad)": _fixed(10, 12),
    r"(?:dia de )?todos los santos": _fixed(11, 1),
    r"dia de la constitucion": _fixed(12, 6),
    r"(?:dia de )?la inmaculada": _fixed(12, 8),
    r"miercoles de ceniza": _after_easter(-46),
    r"domingo de ramos": _after_easter(-7),
    r"jueves santo": _after_easter(-3),
    r"viernes santo": _after_easter(-2),
    r"sabado santo": _after_easter(-1),
    r"domingo de (?:resurreccion|pascua)": _after_easter(0),
    r"lunes de pascua": _after_easter(1),
}
# "La calle San José" and "la iglesia del Pilar" are no days.
_NAMES = tuple(
    (re.compile(rf"(?<!calle )(?<!plaza )(?<!iglesia )(?<!iglesia del )\b(?:{names})\b"), rule)
    for names, rule in _DAYS.items()
)


def scan_holidays(folded: str, today: date, *, past: bool) -> Iterator[Found]:
    """Yield the days that have a name.

    Args:
        folded: The text in lower case without accents.
        today: Day from which they count.
        past: Whether the last one is meant rather than the next.
    """
    for names, rule in _NAMES:
        for match in names.finditer(folded):
            days = [rule(today.year + years) for years in (-1, 0, 1)]
            right = [day for day in days if (day <= today if past else day >= today)]
            yield Found(*match.span(), (max(right) if past else min(right)).isoformat())
