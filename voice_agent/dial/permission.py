"""Rules for calls of ours: calling hours, the do-not-call list, attempts. Pure.

The hours are those of the place that is called. A number that may be in several time zones (a
toll-free one, say) may be called only while it is within the hours in all of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from phonenumbers import timezone

from voice_agent.core.errors import ConfigError

_HOURS = re.compile(r"(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d)")
_UNKNOWN = "Etc/Unknown"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A call that was made.

    Attributes:
        at: When, with a time zone.
        outcome: What came of it, such as ``person`` or ``no_answer``.
    """

    at: datetime
    outcome: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules for calls of ours.

    Attributes:
        begin: When calls may begin, in the callee's day.
        end: When no call may begin any more.
        days: Days of the week, Monday is 0.
        attempts: Most attempts to reach one number; those that reached a person count too.
        within: The time for which attempts are counted.
        gap: Least time between two attempts.
    """

    begin: time = time(9)
    end: time = time(20)
    days: frozenset[int] = frozenset(range(6))
    attempts: int = 3
    within: timedelta = timedelta(days=7)
    gap: timedelta = timedelta(hours=4)


def read_hours(text: str) -> tuple[time, time]:
    """Read ``09:00-20:00``.

    Raises:
        ConfigError: It is something else.
    """
    found = _HOURS.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError
        numbers = [int(one) for one in found.groups()]
        begin, end = time(numbers[0], numbers[1]), time(numbers[2], numbers[3])
    except ValueError:
        raise ConfigError(f"--hours: '{text}': expected HH:MM-HH:MM, such as 09:00-20:00") from None
    if begin >= end:
        raise ConfigError(f"--hours: '{text}': must end after it begins, on the same day")
    return begin, end


def read_number(text: str) -> str:
    """Return a number as ``+4930123456``.

    Raises:
        ConfigError: It is not a number with its country.
    """
    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise ConfigError(
            f"'{text[:30]}' is not a telephone number; write it with its country: +4930123456"
        )
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def zones_of(number: str) -> list[ZoneInfo]:
    """Return the time zones that a number may be in; empty if that is unknown."""
    found = []
    for name in timezone.time_zones_for_number(phonenumbers.parse(number)):
        try:
            if name != _UNKNOWN:
                found.append(ZoneInfo(name))
        except (ZoneInfoNotFoundError, ValueError):
            continue
    return found


def refusal(
    number: str,
    now: datetime,
    rules: Rules,
    do_not_call: Collection[str],
    past: Sequence[Attempt],
    zones: Sequence[ZoneInfo] | None = None,
) -> str:
    """Return why a number may not be called now; empty if it may.

    Args:
        number: As ``read_number`` returns it.
        now: With a time zone.
        rules: The rules.
        do_not_call: Numbers that are never called.
        past: Earlier attempts at this number.
        zones: Where it is; by default what the number tells.
    """
    if number in do_not_call:
        return "the number is on the do-not-call list"
    places = zones_of(number) if zones is None else zones
    if not places:
        return "the time zone of the number is unknown; give it with --zone"
    for zone in places:
        there = now.astimezone(zone)
        if there.weekday() not in rules.days:
            return f"it is {there:%A} in {zone.key}"
        if not rules.begin <= there.time() < rules.end:
            return f"it is {there:%H:%M} in {zone.key}; calls are made {_span(rules)}"
    counted = [one for one in past if now - one.at < rules.within]
    if len(counted) >= rules.attempts:
        return f"it was called {len(counted)} times within {rules.within.days} days"
    last = max((one.at for one in counted), default=None)
    if last is not None and now - last < rules.gap:
        return f"the last attempt was at {last:%Y-%m-%d %H:%M %Z}; the next is later"
    return ""


def _span(rules: Rules) -> str:
    return f"{rules.begin:%H:%M} to {rules.end:%H:%M}"
