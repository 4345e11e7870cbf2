"""Percent, units, ranges, fractions and ordinals: "3-5 km" is "3 to 5 kilometers". Pure."""

from __future__ import annotations

import re

from num2words import num2words

from voice_agent.language.en.spoken.amounts import NUMBER
from voice_agent.text.word_lists import words

_N = rf"(?:{NUMBER})"
_UNITS = {
    "m/s": "meter per second, meters per second",
    "km/h": "kilometer per hour, kilometers per hour",
    "kph": "kilometer per hour, kilometers per hour",
    "mph": "mile per hour, miles per hour",
    "kwh": "kilowatt hour, kilowatt hours",
    "sq ft": "square foot, square feet",
    "sq. ft.": "square foot, square feet",
    "m²": "square meter, square meters",
    "cm²": "square centimeter, square centimeters",
    "ft²": "square foot, square feet",
    "m³": "cubic meter, cubic meters",
    "cm³": "cubic centimeter, cubic centimeters",
    "ft³": "cubic foot, cubic feet",
    "km²": "square kilometer, square kilometers",
    "km": "kilometer, kilometers",
    "cm": "centimeter, centimeters",
    "mm": "millimeter, millimeters",
    "m": "meter, meters",
    "mi": "mile, miles",
    "ft": "foot, feet",
    "yd": "yard, yards",
    "kg": "kilogram, kilograms",
    "mg": "milligram, milligrams",
    "g": "gram, grams",
    "lbs": "pound, pounds",
    "lb": "pound, pounds",
    "oz": "ounce, ounces",
    "ml": "milliliter, milliliters",
    "l": "liter, liters",
    "gal": "gallon, gallons",
    "gb": "gigabyte, gigabytes",
    "mb": "megabyte, megabytes",
    "kb": "kilobyte, kilobytes",
    "tb": "terabyte, terabytes",
    "mbps": "megabit per second, megabits per second",
    "ms": "millisecond, milliseconds",
    "sec": "second, seconds",
    "secs": "second, seconds",
    "min": "minute, minutes",
    "mins": "minute, minutes",
    "hr": "hour, hours",
    "hrs": "hour, hours",
    "yr": "year, years",
    "yrs": "year, years",
    "mo": "month, months",
    "mos": "month, months",
    "wk": "week, weeks",
    "wks": "week, weeks",
    "bps": "basis point, basis points",
    "pct": "percent, percent",
    "°c": "degree Celsius, degrees Celsius",
    "°f": "degree Fahrenheit, degrees Fahrenheit",
    "°": "degree, degrees",
    "kw": "kilowatt, kilowatts",
    "w": "watt, watts",
    "hz": "hertz, hertz",
    "tbsp": "tablespoon, tablespoons",
    "tsp": "teaspoon, teaspoons",
    "pts": "point, points",
    "pp": "percentage point, percentage points",
}
_NAMES = {unit: tuple(names.split(", ")) for unit, names in _UNITS.items()}
_ANY_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
_MEASURE = re.compile(
    rf"(?<![\w.,/])({_N})(\s?|-)({_ANY_UNIT})(?![\w/²³])(\.(?!\s*$|\s+(?-i:[A-Z])|\w))?",
    re.IGNORECASE,
)
_CASE_BOUND = frozenset({"m", "g", "l", "w"})
"""Units of one letter are written in lower case: "3M" is no length."""
_PER = re.compile(
    r"(?<=[\w.)])\s?/\s?(month|mo|year|yr|day|week|wk|hour|hr|h|minute|min|person|item|night|user"
    r"|transaction|call|unit|check|card|account)\b(?:\.(?=\s+(?-i:[a-z])))?",
    re.IGNORECASE,
)
_PER_NAMES = {
    "mo": "month",
    "yr": "year",
    "wk": "week",
    "hr": "hour",
    "h": "hour",
    "min": "minute",
}
_SCALED = re.compile(
    rf"(?<![\w.,$-])({_N})(?:([kKMB])|\s?(MM|mn|bn))\b(?!-|\s(?:TV|UHD|video|display|screen))"
)
# A flat and a gate have letters: "apartment 4B".
_OF_PLACE = re.compile(
    r"\b(?:apt|apartment|flat|suite|ste|unit|room|rm|gate|seat|row|line|building|bldg|block|bay|dock"
    r"|floor|level|terminal|stop|track|platform|form|section|option|plan|door|locker)\.?\s+#?$",
    re.IGNORECASE,
)
_SCALE_NAMES = {
    "k": "thousand", "m": "million", "mm": "million", "mn": "million", "bn": "billion",
    "b": "billion",
}  # fmt: skip
_FEET_AND_INCHES = re.compile(r"(?<![\w.])(\d)['′’]\s?(1[01]|\d)(?:[\"″”]|'')")
_PLAN = re.compile(r"\b(401|403|457|529)\s?\(?([kKbB])\)?(?!\w)")
_SCALED_RANGE = re.compile(rf"(?<![\w.,$-])({_N})\s?[-–—]\s?(?={_N}\s?(?:[kKM]|bn|mn)\b)")
_RANGE = re.compile(
    rf"(?<![\w.,/$-])([-−]?{_N})(\s?%)?(?:\s?[–—]\s?|\s?-\s?)(?=({_N})(?!\d|-\d|[./]\d|[A-Za-z]{{3}}))"
)
_SIGNED = re.compile(rf"(?:(?<=\s)|(?<=\()|^)(<=|>=|[-−+±~≈<>≤≥])\s?(?={_N})")
_SIGNS = {
    "-": "minus", "−": "minus", "+": "plus", "±": "plus or minus", "~": "about", "≈": "about",
    "<": "less than", ">": "more than", "≤": "at most", "≥": "at least",
    "<=": "at most", ">=": "at least",
}  # fmt: skip
_PERCENT = re.compile(rf"({_N})\s?(%|‰|﹪|％)(?:-(?=[a-z]))?")
_VULGAR = {
    "½": "one half", "⅓": "one third", "⅔": "two thirds", "¼": "one quarter",
    "¾": "three quarters", "⅛": "one eighth", "⅜": "three eighths", "⅝": "five eighths",
    "⅞": "seven eighths", "⅕": "one fifth",
}  # fmt: skip
_WRITTEN = {
    "1/2": "½", "1/3": "⅓", "2/3": "⅔", "1/4": "¼", "3/4": "¾", "1/8": "⅛", "3/8": "⅜",
    "5/8": "⅝", "7/8": "⅞", "1/5": "⅕",
}  # fmt: skip
_FRACTION = re.compile(rf"(?<![\w./])({'|'.join(_WRITTEN)})(?![\w/]|\.\d)")
_SIGN_FRACTION = re.compile(rf"(?:(\d)\s?)?([{''.join(_VULGAR)}])(\s?%)?")
_OUT_OF = re.compile(r"(?<![\w./])(\d+\.\d+|\d+(?=/(?:5|10|100)(?!\d)))/(\d+)(?![\w/]|\.\d)")
_PAIR = re.compile(r"(?<![\w./])(\d+)/(\d+)(?![\w/]|\.\d)")
# A number that stands by itself needs nothing.
_MAY_HOLD = re.compile(
    rf"[{''.join(_VULGAR)}%‰/°–—−+±~≈<>≤≥]|\d[A-Za-z(']|\d\s?-|-\s?\d"
    r"|\d\s(?:[a-zA-Z]{1,4}|sq\.? ft\.?|km/h)(?!\w)"
)
_ORDINAL = re.compile(r"(?<![\w.,])(\d{1,3}(?:,\d{3})*|\d+)(st|nd|rd|th)\b(?!-\d)", re.IGNORECASE)
_FIRST = words(
    """
    zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
    thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth
    """
)
_TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def speak(text: str) -> str:
    """Return a text with its measures in words."""
    if _MAY_HOLD.search(text) is None:
        return text
    text = _PLAN.sub(lambda m: f"{' '.join(m[1])} {m[2].upper()}", text)
    text = _FEET_AND_INCHES.sub(r"\1 foot \2", text)
    text = _FRACTION.sub(lambda m: _WRITTEN[m[1]], text)
    text = _SIGN_FRACTION.sub(_mixed, text)
    text = _SCALED_RANGE.sub(r"\1 to ", text)
    text = _RANGE.sub(lambda m: f"{m[1]}{' percent' if m[2] else ''} to ", text)
    text = _SIGNED.sub(lambda m: f"{_SIGNS[m[1]]} ", text)
    text = _PERCENT.sub(
        lambda m: f"{m[1]} {'per mille' if m[2] == '‰' else 'percent'}{' ' * m[0].endswith('-')}",
        text,
    )
    text = _SCALED.sub(_scaled, text)
    text = _MEASURE.sub(_measure, text)
    text = _PER.sub(lambda m: f" per {_PER_NAMES.get(m[1].lower(), m[1])}", text)
    text = _OUT_OF.sub(r"\1 out of \2", text)
    text = _PAIR.sub(r"\1 \2", text)
    return _ORDINAL.sub(_ordinal, text)


def _scaled(match: re.Match[str]) -> str:
    if match[2] and _OF_PLACE.search(match.string[: match.start()]):
        return f"{match[1]} {match[2].upper()}"
    return f"{match[1]} {_SCALE_NAMES[(match[2] or match[3]).lower()]}"


def _measure(match: re.Match[str]) -> str:
    unit = match[3].lower()
    if unit in _CASE_BOUND and match[3] != unit:
        return match[0]
    one, many = _NAMES[unit]
    if match[2] == "-":
        return f"{match[1]} {one}"
    return f"{match[1]} {one if match[1] == '1' else many}"


def _mixed(match: re.Match[str]) -> str:
    half = _VULGAR[match[2]]
    percent = " percent" if match[3] else ""
    if not match[1]:
        return half + percent
    return f"{match[1]} and {'a half' if match[2] == '½' else half}{percent}"


def _ordinal(match: re.Match[str]) -> str:
    number = int(match[1].replace(",", ""))
    if number >= 100:
        # A voice reads "100th" as "one hundred th".
        return str(num2words(number, to="ordinal"))
    if number < 20:
        return _FIRST[number]
    tens, rest = divmod(number, 10)
    return f"{_TENS[tens]}-{_FIRST[rest]}" if rest else f"{_TENS[tens][:-1]}ieth"
