"""Check digits, which reveal almost every number with a wrong digit. Pure."""

from __future__ import annotations

import re
from typing import Literal

CheckDigits = Literal["luhn", "aba", "iban"]

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_ROUTING_LENGTH = 9
_ROUTING_WEIGHTS = (3, 7, 1) * 3


def passes(check: CheckDigits, value: str) -> bool:
    """Tell whether ``value`` passes the check."""
    if check == "luhn":
        return luhn(value)
    return aba(value) if check == "aba" else iban(value)


def luhn(digits: str) -> bool:
    """Check a payment card (ISO/IEC 7812-1): every second digit from the right counts double."""
    if not digits.isdecimal() or len(digits) < 2:
        return False
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def aba(digits: str) -> bool:
    """Check an American routing number: nine digits weighed 3, 7, 1 sum to a multiple of ten."""
    if not digits.isdecimal() or len(digits) != _ROUTING_LENGTH or not int(digits):
        return False
    weighed = zip(map(int, digits), _ROUTING_WEIGHTS, strict=True)
    return sum(digit * weight for digit, weight in weighed) % 10 == 0


def iban(value: str) -> bool:
    """Check an IBAN (ISO 13616): mod 97 (ISO 7064), the first four characters moved to the end."""
    if not _IBAN.fullmatch(value):
        return False
    return int("".join(str(int(c, 36)) for c in value[4:] + value[:4])) % 97 == 1
