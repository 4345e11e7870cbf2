"""Values of generated expressions: what is said of a day, a time or an amount is read as that."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from tests.language.en.entities.expressions import (
    amounts,
    cardinal,
    days,
    decimals,
    numbers,
    ordinal,
    past_days,
    times,
)
from voice_agent.language import EntitySpec
from voice_agent.language.en import normalise, say

TODAY = date(2026, 11, 25)
TODAYS = (TODAY, date(2026, 11, 29), date(2027, 1, 31), date(2028, 2, 28), date(2026, 12, 31))
SEED = 20261125


def mistakes(kind: str, value: Any, texts: Iterable[str], today: date = TODAY) -> list[str]:
    """Texts that are read as anything but the value."""
    spec = EntitySpec.model_validate({"kind": kind})
    read = ((text, normalise(spec, text, today=today)) for text in texts)
    return [
        f"{text!r} on {today} is {found}, not {value}" for text, found in read if found != value
    ]


def test_every_day_of_two_years_in_some_way() -> None:
    chance = random.Random(SEED)
    wrong: list[str] = []
    for ahead in range(730):
        today = chance.choice(TODAYS)
        day = today + timedelta(ahead)
        texts = chance.sample(list(days(day, today)), 6)
        wrong += mistakes("date", day.isoformat(), texts, today)
    assert wrong == []


def test_the_next_days_in_every_way() -> None:
    wrong: list[str] = []
    for ahead in range(45):
        day = TODAY + timedelta(ahead)
        wrong += mistakes("date", day.isoformat(), days(day, TODAY))
    assert wrong == []


def test_past_days() -> None:
    wrong: list[str] = []
    for today in TODAYS:
        for back in range(1, 75):
            day = today - timedelta(back)
            wrong += mistakes("date", day.isoformat(), past_days(day, today), today)
    assert wrong == []


def test_times_of_day() -> None:
    wrong: list[str] = []
    for clock in range(0, 24 * 60, 5):
        hour, minute = divmod(clock + clock // 60 % 5, 60)
        wrong += mistakes("time", f"{hour:02}:{minute:02}", times(hour, minute))
    assert wrong == []


def test_amounts() -> None:
    chance = random.Random(SEED)
    some = [*range(130), *(chance.randrange(10 ** chance.randint(3, 8)) for _ in range(200)),
            *(100 * chance.randrange(10 ** chance.randint(2, 6)) for _ in range(100)),
            *(100_000 * chance.randrange(1, 999) for _ in range(20))]  # fmt: skip
    wrong: list[str] = []
    for cents in some:
        value = {"amount": cents / 100, "currency": "USD"}
        wrong += mistakes("money", value, amounts(cents))
    assert wrong == []


def test_numbers() -> None:
    chance = random.Random(SEED)
    some = [*range(260), *(chance.randrange(10 ** chance.randint(3, 9)) for _ in range(300)),
            *(1000 * chance.randrange(1, 1000) for _ in range(50))]  # fmt: skip
    wrong: list[str] = []
    for number in some:
        wrong += mistakes("number", number, numbers(number))
        wrong += mistakes("number", -number, [f"minus {cardinal(number)}", f"-{number}"])
        wrong += mistakes("number", None, [f"the {ordinal(number)}"] if number > 20 else ())
    for _ in range(200):
        text = f"{chance.randrange(2000)}.{chance.randrange(1, 1000):03}"
        wrong += mistakes("number", float(text), decimals(text))
    assert wrong == []


def test_what_the_agent_says_is_read_back() -> None:
    chance = random.Random(SEED)
    kinds = {kind: EntitySpec.model_validate({"kind": kind}) for kind in ("money", "date", "time")}
    wrong: list[str] = []
    for _ in range(200):
        currency = chance.choice(["USD", "GBP", "EUR", "CAD", "CHF", "INR", "JPY", "SEK"])
        money = {"amount": chance.randrange(1, 10**6) / 100, "currency": currency}
        day = (TODAY + timedelta(chance.randrange(2000))).isoformat()
        clock = f"{chance.randrange(24):02}:{chance.randrange(60):02}"
        for kind, value in (("money", money), ("date", day), ("time", clock)):
            said = say(kinds[kind], value, today=TODAY)
            wrong += mistakes(kind, value, [said])
    assert wrong == []
