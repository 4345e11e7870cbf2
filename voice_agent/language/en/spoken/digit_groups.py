"""Numbers that are read digit by digit: telephones, cards, accounts, codes. Pure."""

from __future__ import annotations

import re
from itertools import pairwise

from voice_agent.language.en.verbalise import say_phone

_NORTH_AMERICAN = re.compile(
    r"(?<![\w.,+$-])(?:\+?1[-. ]?)?(?:\([2-9]\d\d\)\s?|[2-9]\d\d[-. /]{1,2})\d{3}[-. ]\d{4}"
    r"(?:\s?x\s?(\d{1,6}))?(?![\w-]|[.,]\d)"
)
_INTERNATIONAL = re.compile(r"(?<![\w+])\+\d{1,3}(?:[ .()-]{0,2}\d{1,5}){1,6}(?![\w-]|[.,]\d)")
_NATIONAL = re.compile(r"(?<![\w.,+$-])0\d{2,4}[ -]\d{3,4}[ -]?\d{3,4}(?![\w-]|[.,:/]\d)")
_LOCAL = re.compile(r"(?<![\w.,$-])\d{3}-\d{4}(?![\w-]|[.,]\d)(?!\s?(?:%|[a-z]+s\b))")
_CARD = re.compile(
    r"(?<![\w.,-])(?:\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{1,7}|\d{4}[ -]\d{6}[ -]\d{5})(?![\w-]|[ -]\d)"
)
_SOCIAL = re.compile(
    r"(?<![\w.,-])\d{3}[- ]\d\d[- ]\d{4}(?![\w-])|(?<![\w.,-])\d{5}-\d{4}(?![\w-])"
)
_SORT_CODE = re.compile(r"(?i)(\bsort\s+code\s*(?:is|:)?\s*)(\d\d-\d\d-\d\d)(?![\w-])")
_MASKED = re.compile(
    r"(?:\b(?:ending|ends)(?:\s+(?:in|with))?:?\s+)?(?:(?<!\w)[*xX•●#·.…]{2,}[\s-]?)+(\d{2,6})(?!\w)"
)
_IBAN = re.compile(r"\b[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_NAMED = re.compile(
    r"""\b((?:cards?|accounts?|acct\.?|numbers?(?=[\s:#a-z]*\d{4})|codes?|pins?|passcode|ending(?:\s+in|\s+with)?
    |ends\s+(?:in|with)|references?|ref\.?|confirmation|orders?|policy|routing|zip|extension|ext\.?
    |id|case|tickets?|claim|invoice|tracking|digits|cvv2?|cvc|member|customer|room|flight|gate
    |booking|reservation|serial|dial|press|text|phone|call|pin)
    (?:\s+(?:number|no\.?|code|id|in|is|are|with|of|to))*[\s:#]*\s?)
    (\d{3,}(?:[ -]\d{3,})*(?:(?<=\d{4}[ -]\d{4})[ -]\d{1,2})?)(?![\w]|[.,:/]\d|\s?(?:%|°))
    (?!\s+(?:dollars?|cents?|euros?|pounds?|percent|points?|people|times|days?|weeks?|months?|years?
    |hours?|minutes?|miles?|thousand|million|billion
    |(?!(?:has|is|was|does|as|its|works|expires|ends|needs|starts|belongs|plus|this)\b)[a-z]+s)\b)""",
    re.IGNORECASE | re.VERBOSE,
)
_ZERO_FIRST = re.compile(r"(?<![\w.,:/$-])0\d{2,}(?![\w]|[.,:/]\d)")
_LONG = re.compile(r"(?<![\w.,:/$-])\d{7,}(?![\w]|[.,:/]\d|\s?%)(?!\s+[a-z]+s\b)")
_CODE = re.compile(
    r"\b(?=[A-Z0-9-]*\d[A-Z0-9-]*\d[A-Z0-9-]*\d)(?=[A-Z0-9-]*[A-Z])[A-Z0-9]+(?:-[A-Z0-9]+)*\b"
)
_CODE_SIZE = 5
_WORD = 5
_MAY_HOLD = re.compile(r"\d{3}|\d[ .-]\d|[A-Z]\d|[*xX•●#·.…]{2}[\s-]?\d")


def speak(text: str) -> str:
    """Return a text with identifying numbers in single digits, group by group."""
    if _MAY_HOLD.search(text) is None:
        return text
    text = _IBAN.sub(lambda m: _chunks(m[0].replace(" ", ""), 4), text)
    text = _CARD.sub(lambda m: _groups(m[0]), text)
    text = _SOCIAL.sub(lambda m: _groups(m[0]), text)
    text = _SORT_CODE.sub(lambda m: m[1] + _groups(m[2]), text)
    text = _MASKED.sub(lambda m: f"ending in {' '.join(m[1])}", text)
    text = _NORTH_AMERICAN.sub(_north_american, text)
    text = _INTERNATIONAL.sub(_international, text)
    text = _NATIONAL.sub(lambda m: _groups(m[0]), text)
    text = _LOCAL.sub(lambda m: _groups(m[0]), text)
    text = _NAMED.sub(lambda m: m[1] + _groups(m[2]), text)
    text = _ZERO_FIRST.sub(lambda m: _groups(m[0]), text)
    text = _LONG.sub(lambda m: _groups(m[0]), text)
    return _CODE.sub(lambda m: _groups(m[0]) if len(m[0]) >= _CODE_SIZE else m[0], text)


def _groups(written: str) -> str:
    """Return the digits of each written group, a long group in shorter ones."""
    parts = re.findall(r"[A-Za-z0-9]+", written)
    return ", ".join(_split(part) for part in parts)


def _split(part: str) -> str:
    if part.isalpha() and len(part) >= _WORD:
        return part  # "1-800-FLOWERS".
    if len(part) <= 6:
        return " ".join(part)
    return _chunks(part, 4 if len(part) % 4 == 0 else 3)


def _chunks(part: str, size: int) -> str:
    """Return characters in groups of ``size``; the last one may have one more."""
    ends = list(range(0, len(part), size))
    if len(part) - ends[-1] == 1 and len(ends) > 1:
        ends.pop()
    edges = [*ends, len(part)]
    return ", ".join(" ".join(part[a:b]) for a, b in pairwise(edges))


def _north_american(match: re.Match[str]) -> str:
    number = match[0].partition("x")[0]
    digits = re.sub(r"\D", "", number)
    extension = f" extension {' '.join(match[1])}" if match[1] else ""
    if number.startswith("+"):
        return say_phone(f"+{digits}") + extension
    country = "1, " if len(digits) == 11 else ""
    return country + say_phone(f"+1{digits[-10:]}") + extension


def _international(match: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", match[0])
    if not 8 <= len(digits) <= 15:
        return match[0]
    if digits.startswith("1") and len(digits) == 11:
        return say_phone(f"+{digits}")
    return f"plus {_groups(match[0])}"
