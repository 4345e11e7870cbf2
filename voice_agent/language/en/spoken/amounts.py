"""Amounts of money: "$1,250.50" is "1,250 dollars and 50 cents", as the playbook says it. Pure."""

from __future__ import annotations

import re

from voice_agent.language.en.currencies import CENTS, CODES, NAMES, SIGN_PREFIXES, SIGNS
from voice_agent.language.en.verbalise import say_money

# India groups the digits above a thousand in pairs: "1,00,000".
NUMBER = (
    r"\d{1,2}(?:,\d\d)+,\d{3}(?:\.\d+)?"
    r"|\d{1,3}(?:[,\u00a0\u202f']\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
)
SCALES = {
    **dict.fromkeys(("k", "thousand"), 10**3),
    **dict.fromkeys(("m", "mn", "mm", "mio", "million"), 10**6),
    **dict.fromkeys(("b", "bn", "billion"), 10**9),
    **dict.fromkeys(("t", "tn", "trillion"), 10**12),
}
_AMOUNT = rf"(?:\d{{1,3}}(?:\.\d{{3}})+,\d\d|\d+,\d\d(?!,?\d)|{NUMBER})"
_SCALE = rf"(?:\s?(?:{'|'.join(sorted(SCALES, key=len, reverse=True))})\b)?"
_MINUS = r"(?:[-−–](?=[^\s]))?"
_SIGN = rf"(?:\b(?:{'|'.join(SIGN_PREFIXES)}))?[{re.escape(''.join(SIGNS))}]"
_CODE = rf"(?:{'|'.join(CODES.values())})"
_UNIT = r"(?:\s+(?:us\s+)?(?:dollars?|bucks|pounds|euros?|usd|cad|aud))?"
_DASH = r"\s?(?:-|–|—|\bto\b)\s?"
_BEFORE = rf"(?:{_SIGN}|\b{_CODE})\s?"
_PREFIXED = re.compile(
    rf"""(?P<open>\()?(?P<minus>(?<!\w){_MINUS})(?P<sign>{_BEFORE})(?P<inner>{_MINUS})
    (?P<low>{_AMOUNT})(?P<low_scale>{_SCALE})
    (?:{_DASH}(?:{_BEFORE})?(?P<high>{_AMOUNT})(?P<high_scale>{_SCALE})(?![-\d]))?{_UNIT}
    (?P<more>\+(?!\w))?(?(open)(?P<close>\))?)(?P<joined>-(?=[a-z])(?P<rate>(?=(?:a|per)-))?)?""",
    re.IGNORECASE | re.VERBOSE,
)
_SUFFIXED = re.compile(
    rf"""(?<![\w.,])(?P<minus>{_MINUS})(?:(?P<low>{_AMOUNT})(?P<low_scale>{_SCALE}){_DASH})?
    (?P<high>{_AMOUNT})(?P<high_scale>{_SCALE})\s?(?P<sign>[{re.escape("".join(SIGNS))}]
    |{_CODE}\b)(?![\d.]\d)""",
    re.IGNORECASE | re.VERBOSE,
)
_THOUSANDS = re.compile(r"(?<![\w.,+])\d{1,3}(?:(?: 000)+|(?:[\u00a0\u202f]\d{3})+)(?![\d-])")
_CENTS = re.compile(r"(?<![\w.,:])(\d+(?:\.\d+)?)\s?(¢|p(?!\.?\s?m\b)(?=[\s.,;:!?)]|$))")
_MAY_HOLD = re.compile(
    rf"[{re.escape(''.join(SIGNS))}¢\u00a0\u202f]|\dp|\d p\b| 000|\b{_CODE}(?:\b|(?=\d))",
    re.IGNORECASE,
)
# "A $500 limit" is one limit of 500 dollars: before a noun the unit has no plural.
_BEFORE_NOUN = re.compile(r"\b(?:an?|every|each|one)\s+(?:\w+\s+)?$", re.IGNORECASE)
_NO_NOUN = re.compile(r"\s*(?:$|[^\sa-z]|(?:per|an?|and|or|to|in|on|for|of|by|from|is|at)\b)", re.I)


def speak(text: str) -> str:
    """Return a text with its amounts of money in words."""
    if _MAY_HOLD.search(text) is None:
        return text
    text = _THOUSANDS.sub(lambda m: re.sub(r"\s", ",", m[0]), text)
    text = _PREFIXED.sub(_prefixed, text)
    text = _SUFFIXED.sub(_suffixed, text)
    return _CENTS.sub(_cents, text)


def _prefixed(match: re.Match[str]) -> str:
    code = _currency(match["sign"])
    # Accountants write a loss in brackets.
    bracketed = bool(match["open"] and match["close"])
    negative = bool(match["minus"] or match["inner"] or bracketed)
    opening = match["open"] or "" if not bracketed else ""
    closing = " " if match["joined"] else ""
    if match["high"]:
        said = _range(
            (match["low"], match["low_scale"]), (match["high"], match["high_scale"]), code
        )
        return f"{opening}{said}{closing}"
    said = _say(_value(match["low"], match["low_scale"]), code, match["low"])
    if _is_before_noun(match):
        said = said.replace(NAMES[code].many, NAMES[code].one) if code in NAMES else said
    more = " or more" if match["more"] else ""
    return f"{opening}{'minus ' if negative else ''}{said}{more}{closing}"


def _suffixed(match: re.Match[str]) -> str:
    code = _currency(match["sign"])
    high = (match["high"], match["high_scale"])
    if match["low"]:
        return _range((match["low"], match["low_scale"]), high, code)
    return ("minus " if match["minus"] else "") + _say(_value(*high), code, match["high"])


def _range(low: tuple[str, str], high: tuple[str, str], code: str) -> str:
    """Return "5 to 10 dollars"; the unit comes once where both are whole."""
    last = _say(_value(*high), code, high[0])
    shared = low if low[1].strip() else (low[0], high[1])
    first = _say(_value(*shared), code, low[0])
    ending = f" {NAMES[code].many}" if code in NAMES else ""
    if first.endswith(ending) and last.endswith(ending):
        first = first.removesuffix(ending)
    return f"{first} to {last}"


def _say(amount: float, code: str, written: str) -> str:
    decimals = written.rpartition(".")[2] if "." in written else ""
    if len(decimals) > 2 and amount < 1000 and code in NAMES:
        return f"{amount:.10g} {NAMES[code].many}"
    return say_money(amount, code)


def _value(number: str, scale: str) -> float:
    if re.fullmatch(r"(?:\d{1,3}(?:\.\d{3})+|\d+),\d\d", number):
        number = number.replace(".", "").replace(",", ".")
    plain = re.sub(r"[,\u00a0\u202f']", "", number)
    return float(plain) * SCALES.get(scale.strip().lower(), 1)


def _currency(sign: str) -> str:
    sign = sign.strip()
    if sign.upper() in NAMES or sign.lower() in CODES:
        return sign.upper()
    prefix, mark = sign[:-1].lower(), sign[-1]
    return SIGN_PREFIXES.get(prefix, SIGNS[mark]) if mark == "$" else SIGNS[mark]


def _is_before_noun(match: re.Match[str]) -> bool:
    before, after = match.string[: match.start()], match.string[match.end() :]
    if match["joined"]:
        return match["rate"] is None
    return bool(_BEFORE_NOUN.search(before)) and _NO_NOUN.match(after) is None


def _cents(match: re.Match[str]) -> str:
    names = NAMES[CENTS[match[2]]]
    return f"{match[1]} {names.cent if match[1] == '1' else names.cents}"
