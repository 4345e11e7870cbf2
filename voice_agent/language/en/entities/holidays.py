"""Holidays by name, with or without a year: "Labor Day", "Easter 2027", "last Christmas"."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache, partial

from voice_agent.language.easter import easter
from voice_agent.language.en.entities.calendar_days import (
    make,
    nth_weekday,
    on_side,
    years_from,
)
from voice_agent.language.en.entities.date_text import DateText, ReadDate

_MONDAY, _TUESDAY, _THURSDAY, _FRIDAY, _SUNDAY = 0, 1, 3, 4, 6

_Rule = Callable[[int], date | None]


def _fixed(month: int, day: int) -> _Rule:
    return lambda year: make(year, month, day)


def _nth(month: int, weekday: int, count: int, later: int = 0) -> _Rule:
    def rule(year: int) -> date | None:
        day = nth_weekday(year, month, weekday, count)
        return day + timedelta(later) if day else None

    return rule


def _after_easter(days: int) -> _Rule:
    return lambda year: easter(year) + timedelta(days)


@cache
def _of_calendar(country: str, name: str, year: int) -> date | None:
    """Return a day that follows the moon, from tables."""
    from holidays import country_holidays  # Slow to import, rarely needed.

    known = country_holidays(country, years=year, language="en_US")
    days = (day for day, said in known.items() if said.removesuffix(" (estimated)") == name)
    return min(days, default=None)


def _lunar(country: str, name: str) -> _Rule:
    return partial(_of_calendar, country, name)


def _canonical(word: str) -> str:
    word = word.replace("'", "")
    word = "st" if word == "saint" else word
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def _last_monday_before(month: int, day: int) -> _Rule:
    return lambda year: date(year, month, day) - timedelta(date(year, month, day).weekday() or 7)


def _leap_day(year: int) -> date | None:
    return make(year, 2, 29)


_NAMES: dict[str, _Rule] = {
    "new year / new year's day": _fixed(1, 1),
    "new year's eve": _fixed(12, 31),
    "epiphany": _fixed(1, 6),
    "martin luther king day / martin luther king jr day / mlk day": _nth(1, _MONDAY, 3),
    "australia day": _fixed(1, 26),
    "groundhog day": _fixed(2, 2),
    "valentine's / valentine's day / saint valentine's day": _fixed(2, 14),
    "presidents day / washington's birthday": _nth(2, _MONDAY, 3),
    "mardi gras / shrove tuesday / pancake day": _after_easter(-47),
    "ash wednesday": _after_easter(-46),
    "international women's day / women's day": _fixed(3, 8),
    "pi day": _fixed(3, 14),
    "saint patrick / saint patrick's day / saint paddy's day": _fixed(3, 17),
    "easter saturday / holy saturday": _after_easter(-1),
    "mothering sunday": _after_easter(-21),
    "low sunday": _after_easter(7),
    "trinity sunday": _after_easter(56),
    "corpus christi": _after_easter(60),
    "twelfth night": _fixed(1, 5),
    "inauguration day": _fixed(1, 20),
    "burns night / robert burns day": _fixed(1, 25),
    "lincoln's birthday": _fixed(2, 12),
    "leap day": _leap_day,
    "saint david's day": _fixed(3, 1),
    "white day": _fixed(3, 14),
    "saint george's day": _fixed(4, 23),
    "early may bank holiday": _nth(5, _MONDAY, 1),
    "spring bank holiday / late may bank holiday": _nth(5, _MONDAY, -1),
    "victoria day": _last_monday_before(5, 25),
    "midsummer day": _fixed(6, 24),
    "august bank holiday / summer bank holiday / late summer bank holiday": _nth(8, _MONDAY, -1),
    "civic holiday": _nth(8, _MONDAY, 1),
    "patriot day": _fixed(9, 11),
    "united nations day": _fixed(10, 24),
    "remembrance sunday": _nth(11, _SUNDAY, 2),
    "saint andrew's day": _fixed(11, 30),
    "human rights day": _fixed(12, 10),
    "april fools / april fools day": _fixed(4, 1),
    "palm sunday": _after_easter(-7),
    "maundy thursday / holy thursday": _after_easter(-3),
    "good friday": _after_easter(-2),
    "easter / easter sunday": _after_easter(0),
    "easter monday": _after_easter(1),
    "tax day": _fixed(4, 15),
    "earth day": _fixed(4, 22),
    "anzac day": _fixed(4, 25),
    "arbor day": _nth(4, _FRIDAY, -1),
    "may day / international workers day / workers day": _fixed(5, 1),
    "cinco de mayo": _fixed(5, 5),
    "mother's day": _nth(5, _SUNDAY, 2),
    "ascension day": _after_easter(39),
    "pentecost / whit sunday": _after_easter(49),
    "whit monday": _after_easter(50),
    "memorial day": _nth(5, _MONDAY, -1),
    "flag day": _fixed(6, 14),
    "juneteenth": _fixed(6, 19),
    "father's day": _nth(6, _SUNDAY, 3),
    "canada day": _fixed(7, 1),
    "independence day / american independence day / us independence day": _fixed(7, 4),
    "bastille day": _fixed(7, 14),
    "labor day": _nth(9, _MONDAY, 1),
    "columbus day / indigenous peoples day": _nth(10, _MONDAY, 2),
    "halloween": _fixed(10, 31),
    "all saints day": _fixed(11, 1),
    "all souls day": _fixed(11, 2),
    "election day": _nth(11, _MONDAY, 1, later=1),
    "guy fawkes night / guy fawkes day / bonfire night": _fixed(11, 5),
    "veterans day / remembrance day / armistice day / singles day": _fixed(11, 11),
    "thanksgiving / thanksgiving day": _nth(11, _THURSDAY, 4),
    "black friday": _nth(11, _THURSDAY, 4, later=1),
    "cyber monday": _nth(11, _THURSDAY, 4, later=4),
    "christmas eve / xmas eve": _fixed(12, 24),
    "christmas / christmas day / xmas / xmas day": _fixed(12, 25),
    "boxing day / kwanzaa": _fixed(12, 26),
    "eid al fitr / eid ul fitr": _lunar("AE", "Eid al-Fitr"),
    "eid al adha / eid ul adha": _lunar("AE", "Eid al-Adha"),
    "chinese new year / lunar new year": _lunar("SG", "Chinese New Year"),
    "diwali / deepavali": _lunar("SG", "Diwali"),
    "passover / pesach": _lunar("IL", "Pesach"),
    "rosh hashanah": _lunar("IL", "Rosh Hashanah"),
    "yom kippur": _lunar("IL", "Yom Kippur"),
}
_RULES: dict[tuple[str, ...], _Rule] = {
    tuple(map(_canonical, name.split())): rule
    for names, rule in _NAMES.items()
    for name in names.split(" / ")
}
HOLIDAY_STARTS = frozenset(
    form for words in _RULES for form in (words[0], f"{words[0]}s", f"{words[0]}'s")
) | {"saint"}
_LONGEST = max(map(len, _RULES))
_YEARS = {"this": 0, "next": 1, "last": -1, "the same": 0}
# "In the new year" is no day, "before new year" is one.
_BEFORE_NEW_YEAR = frozenset(("", "before", "after", "on", "until", "till", "by", "since"))


def read_holiday(text: DateText, at: int) -> ReadDate | None:
    """Read a holiday, and its year if one is said: "the Independence Day of this year"."""
    if text.word(at) not in HOLIDAY_STARTS:
        return None
    ahead = range(at, min(len(text.tokens), at + _LONGEST + 1))
    said = [index for index in ahead if text.word(index) not in (".", "'")]
    for length in range(min(_LONGEST, len(said)), 0, -1):
        words = tuple(_canonical(text.word(index)) for index in said[:length])
        rule = _RULES.get(words)
        if rule is None:
            continue
        end = said[length - 1] + 1
        year = _year(text, end)
        if year:
            day = rule(year[0])
            return ReadDate(day, year[1]) if day else None
        if words == ("new", "year") and text.word(at - 1) not in _BEFORE_NEW_YEAR:
            return None
        day = _nearest(text, rule)
        return ReadDate(day, end) if day else None
    return None


def _nearest(text: DateText, rule: _Rule) -> date | None:
    days = (rule(year) for year in years_from(text.today, text.when))
    return next((day for day in days if day and on_side(day, text.today, text.when)), None)


def _year(text: DateText, at: int) -> tuple[int, int] | None:
    """Read "2027", "of this year", "next year" after a holiday."""
    at += text.word(at) in ("of", "in", ",")
    word = text.word(at)
    if word in _YEARS and text.word(at + 1) == "year":
        return text.today.year + _YEARS[word], at + 2
    written = word.isdecimal() and len(word) == 4 and 1900 <= int(word) < 2200
    return (int(word), at + 1) if written else None
