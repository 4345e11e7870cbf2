"""Answers that narrow a value down and give none: "in the morning", "next week", "all of it"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from voice_agent.language.base import Vague
from voice_agent.language.en.entities.calendar_days import last_of_month, shift
from voice_agent.language.en.entities.date_text import MONTHS, WEEKDAYS
from voice_agent.language.en.entities.dates import scan_dates
from voice_agent.language.en.entities.impossible_dates import impossible_date
from voice_agent.language.en.entities.money import money_value, scan_money
from voice_agent.language.en.entities.number_scan import scan_numbers
from voice_agent.language.en.entities.times import time_range
from voice_agent.language.en.entities.tokens import Match, TokenisedText, tokenise
from voice_agent.language.specs import EntityKind, EntitySpec

_ANY = re.compile(
    r"^any\W*$|\b(?:any ?(?:time|day|one|of (?:them|those))|either(?: one| way)?|whichever"
    r"|whenever|whatever|(?:the )?(?:earliest|soonest|(?:first|next) available)(?: (?:available"
    r"|possible|one|you have|you've got))*|no preference|up to you|you (?:choose|decide|pick)"
    r"|(?:do not|don'?t) (?:mind|care)|(?:does not|doesn'?t) matter|(?:i'm|i am) flexible)\b"
)
_HOURS = {
    "early morning": ("06:00", "09:00", "in the early morning"),
    "late morning": ("10:00", "12:00", "in the late morning"),
    "morning": ("06:00", "12:00", "in the morning"),
    "early afternoon": ("12:00", "15:00", "in the early afternoon"),
    "late afternoon": ("15:00", "18:00", "in the late afternoon"),
    "afternoon": ("12:00", "18:00", "in the afternoon"),
    "before lunch": ("08:00", "12:00", "before lunch"),
    "after lunch": ("13:00", "18:00", "after lunch"),
    "before work": ("06:00", "09:00", "before work"),
    "after work": ("17:00", "21:00", "after work"),
    "evening": ("17:00", "22:00", "in the evening"),
    "tonight": ("17:00", "23:59", "tonight"),
    "night": ("18:00", "23:59", "at night"),
}
_PART_OF_DAY = re.compile(
    rf"\b(?:(?:some ?time |any ?time )?(?:in the |this |at )?)(?<!good )({'|'.join(_HOURS)})\b"
)
_WEEK = re.compile(
    r"\b(?:(?:some ?time |any ?time |early |late |later |in )?)"
    r"(?:(?:at |by )?(?:the )?end of the week|the week after next|the week before last"
    r"|(?:this|next|last|the|on the|at the|over the) (week ?end)"
    r"|(?:this|next|last|the following|the coming) (week|month|year))\b"
)
_DAYS = re.compile(
    r"\b(?:in (?:a few|several|some|the next few) (days|weeks|months)"
    r"|(?:a few|several|some) (days|weeks|months) ago|the other day|recently|lately|soon|later"
    r"|at some point|sometime|not yet)\b"
)
_MONTH = re.compile(rf"\b(?:in|during|sometime in|early|late|mid) ({'|'.join(MONTHS)})\b")
_ANY_MONTH = re.compile(rf"\b({'|'.join(MONTHS)})\b")
_NAMED_AMOUNTS = {
    "minimum": r"(?:the )?(?:minimum|least)(?: (?:payment|amount|due|possible))*",
    "statement": r"(?:the )?(?:last )?statement(?: balance| amount)?",
    "half": r"half(?: of (?:it|that|the (?:balance|amount)))?",
    "rest": r"(?:the )?(?:rest|remainder|remaining (?:balance|amount))(?: of it)?",
    "maximum": r"(?:the )?(?:maximum|max)(?: amount| possible)?|as much as (?:possible|i can)",
    "all": r"all(?: of it| of that| that|)|everything|the lot|"
    r"(?:the |my |that )?(?:full|whole|entire|total|complete|current|outstanding) "
    r"(?:amount|balance|thing|sum|debt|payment|lot)|the (?:full|whole|total)(?=\W*$)|"
    r"(?:the|my) balance|in full|"
    r"(?:what|all|everything|whatever) i owe|all (?:of )?my (?:money|savings|balance)",
}
_AMOUNT = re.compile(
    r"\b(?:" + "|".join(f"(?P<{name}>{said})" for name, said in _NAMED_AMOUNTS.items()) + r")\b"
)
_FEW = re.compile(
    r"\b(?:a few|several|some) (hundred|thousand|dozen)\b|\b(hundreds|thousands) of\b"
)
_LITTLE = re.compile(
    r"\W*(?:(?:just|only|oh|um|well|maybe|like|quite)[ ,]+)*(?:a bit|a little(?: bit)?"
    r"|some(?: money| cash)?"
    r"|a lot|lots|not (?:too |that |very )?much|a small amount|enough|plenty|a (?:fair|good) bit)"
    r"(?: of (?:it|money|cash))?(?: please| i (?:guess|think))?\W*"
)
_RELATIVE = re.compile(
    r"\b(?:more|less|fewer|extra|additional|on top|double|twice|half (?:of )?(?:it|that|the \w+))\b"
    r"(?! than \d)"
)
_MULTIPLE = re.compile(r"double|twice|half")
_INEXACT = re.compile(
    r"\b(?:more|less|fewer|greater) than\b|\b(?:and change|and some|something|odd|some)\b(?=\W*$)"
    r"|\b(?:odd|some|something|plus) (?:dollars?|bucks?|euros?|pounds?)\b|\bplus(?=\W*$)"
)
_USUAL = re.compile(
    r"\b(?:the usual|(?:the )?same (?:as|amount|time|day|date)\b(?: (?:as )?(?:always|usual|before"
    r"|(?:the )?last (?:time|month|week|year)))?|as (?:usual|always|before)"
    r"|like (?:last (?:time|month|week|year)|always|before)"
    r"|what i (?:always|usually) (?:send|pay))\b"
)
_PAYDAY = re.compile(
    r"\b(?:when|after|once|as soon as|the day) (?:i|my (?:salary|pay|wages?|paycheck|pension))"
    r" (?:get paid|am paid|comes?(?: in)?|arrives?|get my \w+)|\bpay ?day\b"
)
_LIMIT = re.compile(
    r"\b(?:first thing|(?:as )?(?:early|late|soon) as (?:possible|you can)"
    r"|(?:the )?(?:earliest|latest|next)(?: (?:possible|available|time|slot|appointment|one))*"
    r"|early|late(?:r|ish)?|(?:around |about |at )?(?:lunch|dinner|breakfast|tea|bed) ?time)\b"
)
_FROM_ON = re.compile(r"\b(?:after|not (?:before|until|till)) ")
_SEASON = re.compile(
    r"\b(?:in |during |over |next |this |last )?(?:the )?(spring|summer|autumn|fall|winter)\b"
)
_PLURAL_DAY = re.compile(rf"\b(?:on )?({'|'.join(w for w in WEEKDAYS if w.endswith('day'))})s\b")
_SCALES = {"hundred": 100, "thousand": 1000, "dozen": 12, "hundreds": 100, "thousands": 1000}
_LINKS = frozenset(("to", "till", "until", "through", "thru", "-", "–"))


def vague(spec: EntitySpec, text: str, *, today: date) -> Vague | None:
    """Return what an answer without a value narrows it down to, or None.

    Args:
        spec: What was asked for.
        text: The answer.
        today: Day from which relative dates count.
    """
    said = text.lower().replace("’", "'")
    for reader in _READERS.get(spec.kind, ()):
        found = next(reader(spec, said, today), None)
        if found:
            return found
    anything = _ANY.search(said)
    return Vague(anything.group(), name="any") if anything else None


def value_ranges(turn: TokenisedText, matches: Sequence[Match]) -> Iterator[tuple[Match, Match]]:
    """Return values that are the ends of a range: "between ten and twenty", "Monday to Friday"."""
    for low, high in pairwise(matches):
        between = turn.text[low.end : high.start].strip().lower()
        # "A hundred dollars to five people" is no range, "fifty to sixty dollars" is.
        linked = between in _LINKS and (high.marked or not low.marked)
        before = turn.text[: low.start].rstrip().lower()
        linked = linked or (between in _LINKS and before.endswith("from"))
        if linked or (between == "and" and before.endswith("between")):
            yield low, high


def _times(spec: EntitySpec, said: str, today: date) -> Iterator[Vague]:
    turn = tokenise(said)
    for at in range(len(turn.tokens)):
        span = time_range(turn, at)
        if span:
            text = said[turn.tokens[at].start : turn.tokens[span[2] - 1].end]
            yield Vague(text, span[0], span[1], ask="What time exactly?")


def _values(spec: EntitySpec, said: str, today: date) -> Iterator[Vague]:
    """Read "between fifty and sixty", "from Monday to Wednesday"."""
    turn = tokenise(said)
    ask = "Which day exactly?" if spec.kind == "date" else "How much exactly?"
    for low, high in value_ranges(turn, _SCANNERS[spec.kind](spec, turn, today)):
        yield Vague(said[low.start : high.end], low.value, high.value, ask=ask)


def _hours(spec: EntitySpec, said: str, today: date) -> Iterator[Vague]:
    for found in _PART_OF_DAY.finditer(said):
        low, high, when = _HOURS[found[1]]
        yield Vague(found.group().strip(), low, high, ask=f"What time {when}?")


def _weeks(spec: EntitySpec, said: str, today: date) -> Iterator[Vague]:
    for found in _WEEK.finditer(said):
        text = found.group().strip()
        low, high = _days_of(text, today)
        ask = f"Which day {_which(text)}?"
        yield Vague(text, low.isoformat(), high.isoformat(), ask=ask)


def _which(text: str) -> str:
    if "after next" in text or "before last" in text:
        return "of that week"
    which = next((w for w in ("next", "last", "this") if w in text.split()), "")
    periods = ("weekend", "week", "month", "year")
    period = next(p for p in periods if p in text.replace("week end", "weekend"))
    return f"{which} {period}" if which else f"of that {period}"


def _days_of(text: str, today: date) -> tuple[date, date]:
    """Return the first and the last day of a week, a weekend, a month or a year."""
    step = 1 if re.search(r"\b(?:next|following|coming)\b", text) else -1 if "last" in text else 0
    step = 2 * step if "week after" in text or "week before" in text else step
    if "month" in text:
        first = shift(today.replace(day=1), step, "month")
        return first, last_of_month(first)
    if "year" in text:
        first = shift(today.replace(month=1, day=1), step, "year")
        return first, first.replace(month=12, day=31)
    monday = today - timedelta(today.weekday()) + timedelta(7 * step)
    if "weekend" in text or "week end" in text:
        return monday + timedelta(5), monday + timedelta(6)
    if "end of the week" in text:
        return monday + timedelta(3), monday + timedelta(4)
    return monday, monday + timedelta(6)


def _months(spec: EntitySpec, said: str, today: date) -> Iterator[Vague]:
    impossible = impossible_date(tokenise(said))
    named = _ANY_MONTH.finditer(said, *impossible[:2]) if impossible else ()
    for found in (*_MONTH.finditer(said), *named):
        past = spec.when == "past"
        month = MONTHS[found[1]]
        year = today.year
        if not past and month < today.month:
            year += 1
        if past and month > today.month:
            year -= 1
        first = date(year, month, 1)
        low, high = first.isoformat(), last_of_month(first).isoformat()
        yield Vague(found.group(), low, high, ask=f"Which day in {found[1].title()}?")


def _usual(spec: EntitySpec, said: str, today: date) -> Iterator[Vague]:
    ask = {"money": "How much is that?", "time": "What time is that?"}
    for found in _USUAL.finditer(said):
        yield Vague(found.group(), ask=ask.get(spec.kind, "Which day is that?"))


def _limits(spec: EntitySpec, said: str, today: date) -> Iterator[Vague]:
    for found in _LIMIT.finditer(said):
        yield Vague(found.group(), ask="What time exactly?")


def _from_a_day_on(spec: EntitySpec, said: str, today: date) -> Iterator[Vague]:
    """Read "any day after the fifteenth", "not before Friday"."""
    for found in _FROM_ON.finditer(said):
        rest = _scan_dates(spec, tokenise(said[found.end() :]), today)
        if rest and rest[0].start == 0:
            yield Vague(found.group().strip(), rest[0].value, ask="Which day exactly?")


def _open_days(spec: EntitySpec, said: str, today: date) -> Iterator[Vague]:
    for found in _PAYDAY.finditer(said):
        yield Vague(found.group(), ask="Which day is that?")
    for found in _PLURAL_DAY.finditer(said):
        yield Vague(found.group(), ask=f"Which {found[1].title()} do you mean?")
    for found in _SEASON.finditer(said):
        if found.group() != found[1]:
            yield Vague(found.group().strip(), ask=f"Which day in the {found[1]}?")


def _some_days(spec: EntitySpec, said: str, today: date) -> Iterator[Vague]:
    for found in _DAYS.finditer(said):
        yield Vague(found.group(), ask="Which day exactly?")


def _amounts(spec: EntitySpec, said: str, today: date) -> Iterator[Vague]:
    for found in _FEW.finditer(said):
        scale = _SCALES[found[1] or found[2]]
        low, high = (_amount(spec, count * scale) for count in (2, 9))
        yield Vague(found.group(), low, high, ask="How much exactly?")
    if spec.kind == "money" and not scan_money(tokenise(said)):
        for found in _AMOUNT.finditer(said):
            yield Vague(found.group(), name=str(found.lastgroup))
    for found in _INEXACT.finditer(said):
        yield Vague(found.group(), ask="How much exactly?")
    if spec.kind == "money":
        for found in _RELATIVE.finditer(said):
            if _MULTIPLE.match(found.group()) and scan_money(tokenise(said[found.end() :])):
                continue  # "Half of that, 150" says what it comes to.
            yield Vague(found.group(), name="relative", ask="How much is that in all?")
        little = _LITTLE.fullmatch(said)
        if little:
            yield Vague(little.group(), ask="How much exactly, in dollars?")


def _amount(spec: EntitySpec, number: int) -> Any:
    return money_value(number) if spec.kind == "money" else number


def _scan_dates(spec: EntitySpec, turn: TokenisedText, today: date) -> list[Match]:
    return scan_dates(turn, today, spec.when)


_SCANNERS: dict[EntityKind, Callable[[EntitySpec, TokenisedText, date], list[Match]]] = {
    "date": _scan_dates,
    "money": lambda spec, turn, today: scan_money(turn),
    "number": lambda spec, turn, today: scan_numbers(turn),
}
_Reader = Callable[[EntitySpec, str, date], Iterator[Vague]]
_READERS: dict[EntityKind, tuple[_Reader, ...]] = {
    "date": (_values, _from_a_day_on, _weeks, _months, _some_days, _open_days, _usual),
    "time": (_times, _hours, _limits, _usual),
    "money": (_values, _amounts, _usual),
    "number": (_values, _amounts),
}
