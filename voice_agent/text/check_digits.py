"""Check digits: a number with a wrong figure in it is almost never taken for a right one."""

from __future__ import annotations

import re
from typing import Literal

CheckDigits = Literal["luhn", "aba", "iban"]

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_ROUTING_LENGTH = 9
_ROUTING_WEIGHTS = (3, 7, 1) * 3


def passes(check: CheckDigits, value: str) -> bool:
    """Whether ``value`` has the check digits it must have."""
    if check == "luhn":
        return luhn(value)
    return aba(value) if check == "aba" else iban(value)


def luhn(figures: str) -> bool:
    """Payment cards (ISO/IEC 7812-1): every second figure from the right counts double."""
    if not figures.isdecimal() or len(figures) < 2:
        return False
    doubled = (sum(divmod(2 * int(figure), 10)) for figure in figures[-2::-2])
    return (sum(map(int, figures[-1::-2])) + sum(doubled)) % 10 == 0


def aba(figures: str) -> bool:
    """American routing numbers: nine figures weighed 3, 7, 1 add up to a multiple of ten."""
    if not figures.isdecimal() or len(figures) != _ROUTING_LENGTH or not int(figures):
        return False
    weighed = zip(map(int, figures), _ROUTING_WEIGHTS, strict=True)
    return sum(figure * weight for figure, weight in weighed) % 10 == 0


def iban(value: str) -> bool:
    """IBAN (ISO 13616): mod 97 (ISO 7064) with the first four characters moved to the end."""
    if not _IBAN.fullmatch(value):
        return False
    return int("".join(str(int(c, 36)) for c in value[4:] + value[:4])) % 97 == 1
