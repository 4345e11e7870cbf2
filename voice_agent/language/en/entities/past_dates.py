"""Past dates, such as a date of birth: day, month and year, in words or digits.

"the third of the seventh seventy two", "oh three oh seven nineteen seventy two", "0307 1972",
"july 3rd 1972". A date needs a year. Each reading has a cost, 0 for a literal one, because
recognisers write "1990 5" for "nineteen ninety five" and "31005" for "31 oh 5".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from rapidfuzz import fuzz, process

from voice_agent.language.en.entities.calendar_days import make
from voice_agent.language.en.entities.date_text import MONTHS
from voice_agent.language.en.entities.date_years import is_year_alone
from voice_agent.language.en.entities.number_words import TEENS, TENS, UNITS
from voice_agent.language.en.entities.numbers import ordinal, small
from voice_agent.language.en.entities.slips import without_slips
from voice_agent.language.en.entities.tokens import Match, TokenisedText
from voice_agent.language.en.entities.typed_dates import typed_date
from voice_agent.text.word_lists import word_set

_ZEROS = word_set("oh o zero nought nil ol old ow")
_SOUNDS = {"to": 2, "too": 2, "for": 4, "full": 4, "free": 3, "won": 1, "ate": 8}
_SCALES = {"thousand": 1000, "hundred": 100}
_BETWEEN = word_set("of the and in , . / - : day month year slash dash")
_MONTH_RATIO = 75.0
_SHORTEST_MONTH = 4
_FEWEST_DIGITS = 6
_OLDEST_YEARS = 120
_SLIP, _SOUND, _GUESS = 0.3, 0.6, 1.0
_HIGHEST_COST = 1.0


class PastDate(NamedTuple):
    """A past day that the tokens ``first`` to ``end`` (excluded) may mean."""

    value: date
    cost: float
    first: int
    end: int


class _Group(NamedTuple):
    """Digits said together; ``whole`` ones are never cut in two."""

    digits: str
    first: int
    end: int
    whole: bool = False
    cost: float = 0.0


def read_past_dates(turn: TokenisedText, today: date, day_first: bool = False) -> list[PastDate]:
    """Return the past days that a turn may mean, cheapest first.

    Args:
        turn: What was said.
        today: The day on which it was said; no date is later.
        day_first: Whether the day comes before the month in digits (everywhere but in the USA).
    """
    turn = without_slips(turn)
    best: dict[date, PastDate] = {}
    for birth in (
        *_in_numerals(turn, today, day_first),
        *_with_month(turn, today),
        *_in_digits(turn, today, day_first),
    ):
        known = best.get(birth.value)
        if birth.cost <= _HIGHEST_COST and (known is None or birth.cost < known.cost):
            best[birth.value] = birth
    return sorted(best.values(), key=lambda birth: (birth.cost, birth.value))


def scan_past_dates(turn: TokenisedText, today: date, region: str | None = None) -> list[Match]:
    """Find the past day that a turn most likely means, as an ISO date; marked if sure."""
    turn = without_slips(turn)
    best = read_past_dates(turn, today, day_first=region not in (None, "US"))[:1]
    return [turn.match(b.first, b.end, b.value.isoformat(), b.cost <= _SLIP) for b in best]


def _in_numerals(turn: TokenisedText, today: date, day_first: bool) -> Iterator[PastDate]:
    for at, token in enumerate(turn.tokens):
        found = typed_date(token.word, today, day_first)
        if found and found <= today:
            yield PastDate(found, 0.0, at, at + 1)


def _with_month(turn: TokenisedText, today: date) -> Iterator[PastDate]:
    for at in range(len(turn.tokens)):
        month, cost = _month(turn.word(at))
        if not month:
            continue
        days = [*_day_before(turn, at)]
        start = _past_links(turn, at + 1)
        after = ordinal(turn.tokens, start) or small(turn.tokens, start)
        word = turn.word(start)
        if after is None and word.isdecimal() and len(word) <= 2:
            after = int(word), start + 1
        if after and not days and not is_year_alone(turn.tokens, start, today):
            days.append((after[0], at, after[1], 0.0))
        if after:
            yield from _year_first(turn, at, (month, *after), today, cost)
        for number, first, end, extra in days:
            for year, last, price in _years(turn, _past_links(turn, max(end, at + 1)), today):
                born = make(year, month, number)
                if born and born <= today:
                    yield PastDate(born, cost + extra + price, first, last)


def _year_first(
    turn: TokenisedText, at: int, day: tuple[int, int, int], today: date, cost: float
) -> Iterator[PastDate]:
    """Read "nineteen oh six february fifteenth": the year comes before the month at ``at``."""
    month, number, end = day
    for first in range(max(0, at - 4), at):
        for year, last, extra in _years(turn, first, today):
            born = make(year, month, number)
            if last == at and at - first > 1 and born and born <= today:
                yield PastDate(born, cost + extra, first, end)


def _month(word: str) -> tuple[int, float]:
    if word in MONTHS:
        return MONTHS[word], 0.0
    if len(word) < _SHORTEST_MONTH or not word.isalpha():
        return 0, 0.0
    best = process.extractOne(word, list(MONTHS), scorer=fuzz.ratio, score_cutoff=_MONTH_RATIO)
    return (MONTHS[best[0]], _SOUND) if best else (0, 0.0)


def _day_before(turn: TokenisedText, at: int) -> Iterator[tuple[int, int, int, float]]:
    """Read a day before a month: day, first token, index to read the year from, cost."""
    end = at
    while end > 0 and turn.word(end - 1) in _BETWEEN:
        end -= 1
    for first in range(max(0, end - 2), end):
        read = ordinal(turn.tokens, first) or _day_or_month(turn, first)
        before = turn.word(first - 1)
        if before in TEENS or before in TENS or before in _ZEROS:
            continue  # The end of a year: "nineteen oh six, february".
        if read and read[1] == end and 1 <= read[0] <= 31:
            yield read[0], first, at + 1, 0.0
            return


def _day_or_month(turn: TokenisedText, at: int) -> tuple[int, int] | None:
    word = turn.word(at)
    if word in _ZEROS:
        following = turn.word(at + 1)
        if following.isdecimal() and len(following) == 1:
            return int(following), at + 2
        return (UNITS[following], at + 2) if following in UNITS else None
    if word.isdecimal() and len(word) <= 2:
        return int(word), at + 1
    return small(turn.tokens, at)


def _past_links(turn: TokenisedText, at: int) -> int:
    while turn.word(at) in _BETWEEN:
        at += 1
    return at


def _years(turn: TokenisedText, at: int, today: date) -> Iterator[tuple[int, int, float]]:
    """Read years from ``at`` on: year, index after it, cost."""
    groups: list[_Group] = []
    while len(groups) < 3 and (group := _group(turn, at)):
        groups.append(group)
        at = _past_links(turn, group.end)
    for count in range(len(groups), 0, -1):
        for year, cost in _year(groups[:count], today):
            yield year, groups[count - 1].end, cost
            return


def _year(groups: Sequence[_Group], today: date) -> Iterator[tuple[int, float]]:
    """Return the year that groups of digits form together, if they form one."""
    cost = sum(group.cost for group in groups)
    digits = "".join(group.digits for group in groups)
    lengths = [len(group.digits) for group in groups]
    tens = groups[0].digits
    if lengths in ([4, 1], [4, 2]) and tens.endswith("0") and groups[-1].digits[-1:] != "0":
        # "1990 5": the last digit was recognised as a word of its own.
        digits, cost = tens[:3] + digits[-1], cost + _SLIP
    elif lengths in ([2, 2], [2, 1, 1], [1, 1, 2]):
        pass
    elif len(digits) == 4 and len(groups) > 1:
        cost += _SLIP
    elif len(digits) == 5 and len(groups) == 1:
        digits, cost = digits[:4], cost + _GUESS
    if len(digits) == 2 and len(groups) == 1:
        year = 2000 + int(digits)
        yield (year if year <= today.year else year - 100), cost + _SLIP
    elif len(digits) == 4:
        year = int(digits)
        if today.year - _OLDEST_YEARS <= year <= today.year:
            yield year, cost
        elif 1800 <= year < 1900:
            yield year + 100, cost + _GUESS


def _group(turn: TokenisedText, at: int, sounds: bool = True) -> _Group | None:
    word, following = turn.word(at), turn.word(at + 1)
    if not word:
        return None
    read = ordinal(turn.tokens, at)
    if read:
        return _Group(str(read[0]), at, read[1], True)
    if word[0].isdecimal():
        digits = "".join(c for c in word if c.isdecimal())
        return _Group(digits, at, at + 1) if len(digits) <= 8 else None
    if word in _ZEROS:
        if following.isdecimal() and len(following) <= 4:
            return _Group("0" + following, at, at + 2)
        unit = UNITS.get(following)
        return _Group("0", at, at + 1) if unit is None else _Group(f"0{unit}", at, at + 2, True)
    scale = _SCALES.get(following) if word in UNITS or word in TEENS else None
    if scale:
        value = scale * (UNITS.get(word) or TEENS.get(word) or 0)
        rest = small(turn.tokens, at + 2 + (turn.word(at + 2) == "and"))
        value, end = (value + rest[0], rest[1]) if rest else (value, at + 2)
        return _Group(str(value), at, end, True)
    if word in TENS or word in TEENS or word in UNITS:
        number = small(turn.tokens, at)
        return _Group(str(number[0]), at, number[1], True) if number else None
    if sounds and word in _SOUNDS:
        return _Group(str(_SOUNDS[word]), at, at + 1, True, _SOUND)
    return None


def _in_digits(turn: TokenisedText, today: date, day_first: bool) -> Iterator[PastDate]:
    """Read day, month and year in numbers alone, three to six groups of them."""
    at = 0
    while at < len(turn.tokens):
        groups: list[_Group] = []
        end = at
        while (group := _group(turn, end, bool(groups))) is not None:
            groups.append(group)
            end = _past_links(turn, group.end)
        # The digits of "November 31 1990" are no third of January: that month has no such day.
        if groups and not _follows_month(turn, at):
            yield from _split(groups, today, day_first or _says_day_first(turn, groups))
        at = max(end, at + 1)


def _follows_month(turn: TokenisedText, at: int) -> bool:
    while turn.word(at - 1) in _BETWEEN:
        at -= 1
    return turn.word(at - 1) in MONTHS


def _says_day_first(turn: TokenisedText, groups: Sequence[_Group]) -> bool:
    """Tell whether it is "the second of the eighth": the day of the month, in America too."""
    between = range(groups[0].end, groups[1].first) if len(groups) > 1 else range(0)
    return any(turn.word(at) == "of" for at in between)


def _split(groups: Sequence[_Group], today: date, day_first: bool) -> Iterator[PastDate]:
    cost = sum(group.cost for group in groups)
    digits = "".join(group.digits for group in groups)
    edges = {0}
    inner: set[int] = set()
    at = 0
    for group in groups:
        if group.whole:
            inner.update(range(at + 1, at + len(group.digits)))
        at += len(group.digits)
        edges.add(at)
    if not (_FEWEST_DIGITS if len(groups) < 3 else 4) <= len(digits) <= 9:
        return
    for spare in [None, *range(1, len(digits))]:
        if spare is not None and digits[spare] != "0":
            continue
        for one, two in ((i, j) for i in (1, 2, 3) for j in range(i + 1, i + 4)):
            if one in inner or two in inner or two >= len(digits):
                continue
            parts = [digits[:one], digits[one:two], digits[two:]]
            if spare is not None:
                # A zero too many: "31005" for "31 oh 5".
                which = (spare >= one) + (spare >= two)
                offset = spare - (0, one, two)[which]
                parts[which] = parts[which][:offset] + parts[which][offset + 1 :]
            if not (1 <= len(parts[0]) <= 2 and 1 <= len(parts[1]) <= 2):
                continue
            price = cost + (_GUESS if spare is not None else 0.0)
            # A single digit is normally a group of its own.
            price += sum(
                _SLIP
                for cut, part in ((one, parts[0]), (two, parts[1]))
                if len(part) == 1 and cut not in edges
            )
            year_groups = (
                _after(groups, two, parts[2]) if spare is None else [_Group(parts[2], 0, 0)]
            )
            first, second = int(parts[0]), int(parts[1])
            for year, extra in _year(year_groups, today):
                for number, month, order in (
                    (first, second, 0.0 if day_first else _SLIP),
                    (second, first, _GUESS if day_first else 0.0),
                ):
                    born = make(year, month, number)
                    if born and born <= today:
                        total = price + order + extra
                        yield PastDate(born, total, groups[0].first, groups[-1].end)


def _after(groups: Sequence[_Group], cut: int, digits: str) -> list[_Group]:
    """Return the groups after the ``cut``-th digit, the first of them shortened."""
    kept: list[_Group] = []
    at = 0
    for group in groups:
        rest = group.digits[max(0, cut - at) :]
        at += len(group.digits)
        if rest:
            kept.append(group._replace(digits=rest, cost=0.0))
    return kept or [_Group(digits, 0, 0)]
