"""Spanish dates: "pasado mañana", "el viernes que viene", "el 5 de mayo"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from voice_agent.language.es.folding import Word, fold, words_of
from voice_agent.language.es.found import Found
from voice_agent.language.es.holidays import scan_holidays
from voice_agent.language.es.month_days import day_of_month, month_later, scan_month_days
from voice_agent.language.es.months import MONTH_NUMBERS, MONTHS
from voice_agent.language.es.numbers import TENS, number_at
from voice_agent.language.specs import EntitySpec
from voice_agent.text.word_lists import words

WEEKDAYS = words("lunes martes miércoles jueves viernes sábado domingo")
_WEEKDAY = {fold(name): number for number, name in enumerate(WEEKDAYS)} | {
    "sabados": 5,
    "domingos": 6,
}
LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""Days that each month has at most."""
_RELATIVE = (
    (re.compile(r"\bpasado manana\b"), 2),
    (re.compile(r"(?<!\bla )(?<!\bpasado )\bmanana\b(?! no\b)"), 1),
    (re.compile(r"\b(?:antes de ayer|anteayer)\b"), -2),
    (re.compile(r"(?<!\bde )\bayer\b|\banoche\b"), -1),
    (re.compile(r"\b(?:hoy(?: mismo)?|esta (?:tarde|noche|manana))\b"), 0),
)
_WRITTEN = re.compile(
    r"\b(?:(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)"
    r"|(?P<day>\d{1,2})[/-](?P<month>\d{1,2})(?:[/-](?P<year>\d{4}|\d{2}))?)\b"
)
_IN_DAYS = {"dia": 1, "dias": 1, "semana": 7, "semanas": 7}
_IN_MONTHS = {"mes": 1, "meses": 1, "ano": 12, "anos": 12}
_MOST_MONTHS = 60
_WEEKS = 13
_AFTER_DAY = re.compile(r"\s*(?:[,.;:!?]|(?:a|al|de|del|por|en|para|si|y|o|sobre|despues|antes)\b)")
_MOST_YEARS_AHEAD = 10
_NEXT = re.compile(r"\s+(?:que viene|proximo)\b")
_WEEK = r"(?:semana (?:que viene|proxima|siguiente)|(?:proxima|otra|siguiente) semana)"
_OF_NEXT_WEEK = re.compile(rf"\s+(?:de|en) la {_WEEK}\b")
_IN_NEXT_WEEK = re.compile(rf"\b{_WEEK}\W+(?:el )?$")
_IN_EIGHT = re.compile(r"\s+en (?P<days>ocho|quince)(?: dias)?\b")
_EIGHT = {"ocho": 7, "quince": 14}
_LAST = re.compile(r"\s+pasado\b(?! manana)")


def scan_dates(
    spec: EntitySpec, text: str, today: date, *, answer: bool = False
) -> Iterator[Found]:
    """Yield the days of a text, in no order; they may overlap.

    Args:
        spec: The kind of day.
        text: What was recognised.
        today: Day from which they count.
        answer: True if a day was asked for: a number alone is one of a month.
    """
    said, folded = words_of(text), fold(text)
    for rule, days in _RELATIVE:
        for match in rule.finditer(folded):
            yield _later(folded, match.start(), match.end(), today + timedelta(days))
    yield from scan_holidays(folded, today, past=spec.when == "past")
    yield from scan_month_days(said, folded, spec, today, answer=answer)
    for match in _WRITTEN.finditer(folded):
        if day := _written(match, spec, today):
            yield Found(*match.span(), day.isoformat())
    for at, word in enumerate(said):
        numeric = _numeric(said, at, spec, today, answer=answer)
        for found in (_named(said, at, spec, today), _counted(said, at, today), numeric):
            if found:
                yield found
        if word.text in _WEEKDAY:
            yield _weekday(said, at, folded, spec, today)


def _later(folded: str, start: int, end: int, day: date) -> Found:
    """Return a day, or that a week later: "de hoy en ocho"."""
    eight = _IN_EIGHT.match(folded, end)
    if eight:
        day, end = day + timedelta(_EIGHT[eight["days"]]), eight.end()
    return Found(start, end, day.isoformat())


def _written(match: re.Match[str], spec: EntitySpec, today: date) -> date | None:
    if match["y"]:
        return _day(int(match["y"]), int(match["m"]), int(match["d"]))
    year = _whole_year(int(match["year"]), spec, today) if match["year"] else None
    return in_year(int(match["day"]), int(match["month"]), year, spec, today)


def _named(said: tuple[Word, ...], at: int, spec: EntitySpec, today: date) -> Found | None:
    """Return "[viernes] [el] 5 de mayo [de 2027]", with the weekday if it is that day's."""
    if at > 1 and said[at - 1].text == "y" and said[at - 2].text in TENS:
        return None  # The "uno" of "treinta y uno".
    first = said[at].text == "primero"
    day = number_at(said, at)
    end = at + 1 if first else day.end if day else at
    number = 1 if first else day.value if day else 0
    texts = [word.text for word in said[end : end + 2]]
    if len(texts) < 2 or texts[0] != "de" or texts[1] not in MONTH_NUMBERS or not 1 <= number <= 31:
        return None
    end += 2
    year, end = _year(said, end, spec, today)
    value = in_year(int(number), MONTH_NUMBERS[texts[1]], year, spec, today)
    if value is None:
        return None
    start = said[at].start
    before = at - 1 if at and said[at - 1].text != "el" else at - 2
    if before >= 0 and (weekday := _WEEKDAY.get(said[before].text)) is not None:
        if weekday != value.weekday():
            return None
        start = said[before].start
    return Found(start, said[end - 1].end, value.isoformat())


def _numeric(
    said: tuple[Word, ...], at: int, spec: EntitySpec, today: date, *, answer: bool
) -> Found | None:
    """Return "el 5 del 12 [del 27]": a month by its number."""
    day = number_at(said, at)
    if day is None or day.end + 1 >= len(said) or said[day.end].text not in ("de", "del"):
        return None
    month = number_at(said, day.end + 1)
    if month is None or not (1 <= day.value <= 31 and 1 <= month.value <= 12):
        return None
    year, end = _year(said, month.end, spec, today)
    before = said[at - 1].text if at else ""
    if year is None and not (said[day.end].text == "del" and (answer or before in ("el", "dia"))):
        return None
    if (day.value % 1) or (month.value % 1):
        return None
    value = in_year(int(day.value), int(month.value), year, spec, today)
    return Found(said[at].start, said[end - 1].end, value.isoformat()) if value else None


def _year(said: tuple[Word, ...], at: int, spec: EntitySpec, today: date) -> tuple[int | None, int]:
    """Return the year that is said at a word, and the index after it."""
    if at + 1 >= len(said) or said[at].text not in ("de", "del"):
        return None, at
    read = number_at(said, at + 1)
    if read is None or read.value % 1:
        return None, at
    if 1900 <= read.value < 2200:
        return int(read.value), read.end
    # "El 5 de mayo de tres a cuatro" is no year, nor is "el 5 de mayo del 3".
    short = read.value < 100 and (spec.past or (said[at].text == "del" and read.value >= 20))
    return (_whole_year(int(read.value), spec, today), read.end) if short else (None, at)


def _whole_year(number: int, spec: EntitySpec, today: date) -> int:
    """Return the year of two digits: at most ten years from now, and none for a day in the past."""
    if number >= 100:
        return number
    ahead = 0 if spec.past or spec.when == "past" else _MOST_YEARS_AHEAD
    return 2000 + number if number <= today.year % 100 + ahead else 1900 + number


def in_year(day: int, month: int, year: int | None, spec: EntitySpec, today: date) -> date | None:
    """Return a day of a month; without a year that which is next, or was last."""
    if year is not None:
        return _day(year, month, day)
    if spec.past:
        return None
    years = range(today.year, today.year + 9)
    if spec.when == "past":
        years = range(today.year, today.year - 9, -1)
    days = [found for one in years if (found := _day(one, month, day))]
    right = [d for d in days if (d <= today if spec.when == "past" else d >= today)]
    return right[0] if right else None


def _counted(said: tuple[Word, ...], at: int, today: date) -> Found | None:
    """Return "dentro de tres días", "en una semana", "hace dos días"."""
    start = at + 2 if [w.text for w in said[at : at + 2]] == ["dentro", "de"] else at + 1
    back = said[at].text == "hace"
    if not back and start == at + 1 and said[at].text != "en":
        return None
    number = number_at(said, start) if start < len(said) else None
    if number is None or number.end >= len(said) or number.value > 1_000 or number.value % 1:
        return None
    unit, count = said[number.end].text, int(number.value) * (-1 if back else 1)
    if unit in _IN_DAYS:
        day = today + timedelta(count * _IN_DAYS[unit])
    elif unit in _IN_MONTHS and number.value <= _MOST_MONTHS:
        day = month_later(today, count * _IN_MONTHS[unit])
    else:
        return None
    return Found(said[at].start, said[number.end].end, day.isoformat())


def _weekday(said: tuple[Word, ...], at: int, folded: str, spec: EntitySpec, today: date) -> Found:
    word = said[at]
    number = _WEEKDAY[word.text]
    of_next_week = _OF_NEXT_WEEK.match(folded, word.end)
    if of_next_week or _IN_NEXT_WEEK.search(folded[: word.start]):
        monday = today + timedelta(7 - today.weekday())
        end = of_next_week.end() if of_next_week else word.end
        return Found(word.start, end, (monday + timedelta(number)).isoformat())
    ahead = (number - today.weekday()) % 7
    of_month = day_of_month(folded, word.start, word.end, number, today)
    if of_month:
        return of_month
    last, coming = _LAST.match(folded, word.end), _NEXT.match(folded, word.end)
    back = last is not None or (spec.when == "past" and coming is None)
    day = today + timedelta(ahead - 7 if back else ahead or 7)
    beside = last or coming
    if beside:
        return Found(word.start, beside.end(), day.isoformat())
    dated = _dated(said, at, folded, day, back=back)
    return dated or _later(folded, word.start, word.end, day)


def _dated(said: tuple[Word, ...], at: int, folded: str, day: date, *, back: bool) -> Found | None:
    """Return "el lunes 14", if a Monday of the next weeks is the fourteenth."""
    number = number_at(said, at + 1) if at + 1 < len(said) else None
    if number is None or folded[said[at].end : said[at + 1].start].strip():
        return None
    # "El lunes 7 personas" says how many come.
    end = said[number.end - 1].end
    if number.end < len(said) and not _AFTER_DAY.match(folded, end):
        return None
    days = [day + timedelta(weeks * (-7 if back else 7)) for weeks in range(_WEEKS)]
    right = [one for one in days if one.day == number.value]
    return Found(said[at].start, said[number.end - 1].end, right[0].isoformat()) if right else None


def impossible_day(text: str) -> str:
    """Return why a day of a month cannot be, or ``""``."""
    said = words_of(text)
    for at, word in enumerate(said):
        number = number_at(said, at)
        texts = [one.text for one in said[number.end : number.end + 2]] if number else []
        if len(texts) == 2 and texts[0] == "de" and texts[1] in MONTH_NUMBERS and number:
            month = MONTH_NUMBERS[texts[1]]
            if not 1 <= number.value <= LENGTHS[month - 1]:
                name = MONTHS[month - 1]
                return f"{name.capitalize()} no tiene día {word.text}."
    return ""


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
