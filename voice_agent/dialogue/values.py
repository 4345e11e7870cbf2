"""Whether a detail's value is one that the task can use, and what to say if it is not. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from voice_agent.language.specs import EntitySpec
from voice_agent.playbook.intents import DetailSpec
from voice_agent.playbook.schema import Playbook


def objection(
    playbook: Playbook, detail: DetailSpec, spec: EntitySpec, value: Any, today: date
) -> str | None:
    """Return the sentence that says why a value cannot be used; ``None`` if it can.

    Args:
        playbook: Sentences and language.
        detail: The detail with its limits.
        spec: Its entity.
        value: As the language normalises it.
        today: The callers' day.
    """
    says = playbook.says
    if any(str(value).endswith(one) for one in spec.unavailable):
        return says.unknown.replace("{value}", playbook.lang.say(spec, value, today=today))
    number = number_of(value)
    if number is not None:
        least = detail.min
        if spec.kind == "money" and number <= 0 and least is None:
            return _limit(playbook, spec, says.too_small, value, 1, today)
        if least is not None and number < least:
            return _limit(playbook, spec, says.too_small, value, least, today)
        if detail.max is not None and number > detail.max:
            return _limit(playbook, spec, says.too_large, value, detail.max, today)
    if detail.when is not None and isinstance(value, str):
        day = _day(value)
        if day is not None and detail.when == "future" and day < today:
            return says.in_the_past
        if day is not None and detail.when == "past" and day > today:
            return says.in_the_future
    return None


def _limit(
    playbook: Playbook, spec: EntitySpec, sentence: str, value: Any, limit: float, today: date
) -> str:
    return sentence.replace("{limit}", said_like(playbook, spec, value, limit, today))


def said_like(playbook: Playbook, spec: EntitySpec, value: Any, number: float, today: date) -> str:
    """Return a number as it is spoken, in the currency of ``value``."""
    whole: float = int(number) if number == int(number) else number
    shown = {**value, "amount": whole} if isinstance(value, Mapping) else whole
    return playbook.lang.say(spec, shown, today=today)


def number_of(value: Any) -> float | None:
    """Return the number of an amount or a number; ``None`` if the value is something else."""
    amount = value.get("amount") if isinstance(value, Mapping) else value
    if isinstance(amount, bool) or not isinstance(amount, int | float):
        return None
    return float(amount)


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
