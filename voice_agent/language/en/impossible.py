"""Values that cannot be, and why: the 31st of June, 25 o'clock, a digit too many. Pure."""

from __future__ import annotations

import re

from voice_agent.language.en.entities.digits import digit_runs
from voice_agent.language.en.entities.impossible_dates import impossible_date
from voice_agent.language.en.entities.number_scan import scan_numbers
from voice_agent.language.en.entities.tokens import TokenisedText, tokenise
from voice_agent.language.specs import EntitySpec

_CLOCK = re.compile(r"o'? ?clock|\b[ap]\.? ?m\b|\d:\d|hundred hours")
_NEGATIVE = re.compile(r"\b(?:minus|negative) (?=\$?\w)")
_HOURS = range(25, 100)


def impossible(spec: EntitySpec, text: str) -> str:
    """Return why the value of an answer cannot be; empty if that is not known."""
    turn = tokenise(text)
    if spec.kind == "date":
        found = impossible_date(turn)
        return found.why if found else ""
    if spec.kind == "time" and _CLOCK.search(text.lower()):
        return _no_such_time(turn)
    if spec.kind in ("money", "number") and _NEGATIVE.search(text.lower()):
        return "That would be less than nothing."
    if spec.kind == "digits":
        return _too_long(spec, turn)
    return ""


def _no_such_time(turn: TokenisedText) -> str:
    hours = [match.value for match in scan_numbers(turn)]
    return "The clock has only 24 hours." if hours[:1] and hours[0] in _HOURS else ""


def _too_long(spec: EntitySpec, turn: TokenisedText) -> str:
    count = sum(len(run.digits) for run in digit_runs(turn, sound_alike=True))
    if count <= spec.max_length:
        return ""
    return f"Those are {count} digits, and I need {spec.max_length}."
