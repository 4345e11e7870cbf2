"""Bare answers to a question of the agent ("Sarah", "w 2 k 9 g e"). Pure.

Only the question says what they mean, so the model is not asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from voice_agent.core.turn import TurnReading
from voice_agent.language import EntitySpec, Language

BRIEF_WORDS = 6
CLAUSES = re.compile(r"[,.;!?]+\s+")
"""The punctuation between the clauses of a turn."""
_LONG_WORDS = 24
"""Words of an address, or of an answer with a reason."""
_IN_A_STORY = ("address", "date")
"""Kinds that are told from other words: "payday is the thirtieth, so let's say that day"."""
IN_PARTS = ("digits", "phone")
"""Kinds of values that callers give in several turns."""
MOST_PARTS = 5
_BY_SOUND = ("name", "list")
"""Kinds whose values are words like any others."""
_OPEN = ("unclear", "doubt")
_WORDS_OF_A_NAME = 2
_NO_VALUE = ("affirm", "deny", "repeat", "request", "thank", "bye")


def may_be_value(language: Language, spec: EntitySpec, reading: TurnReading) -> bool:
    """Tell whether a turn looks like a bare answer to a question for such a value."""
    text = reading.transcript.text
    if spec.kind == "name" and len(text.strip(" .,!")) == 1:
        return False
    if language.is_spelled(spec, text):
        return True
    words = len(text.split())
    if spec.kind not in _BY_SOUND:
        # "Not seventy, seventeen" denies and is a value.
        most = _LONG_WORDS if spec.kind in _IN_A_STORY else BRIEF_WORDS
        if spec.kind == "address":  # It may be spelled.
            words = sum(len(word.strip(".,-")) > 1 for word in text.split())
        return words <= most and language.confirmation(text, "inform") in _OPEN
    # "Joy" is a name, although the model hears thanks in it; "thanks" says something itself.
    bare = spec.kind == "name" and words <= _WORDS_OF_A_NAME and language.signal(text) is None
    brief = words <= BRIEF_WORDS and (bare or reading.act not in _NO_VALUE)
    return brief and language.confirmation(text, reading.act) in _OPEN


def bare_value(
    language: Language,
    spec: EntitySpec,
    reading: TurnReading,
    earlier: Sequence[tuple[str, ...]],
    today: date,
) -> Any | None:
    """Return the value of a bare answer, or None if it has none.

    Args:
        language: What the caller speaks.
        spec: The entity that was asked for.
        reading: The answer.
        earlier: Hypotheses of answers to the same question that were not understood, oldest
            first. They decide between readings of this answer and never replace it.
        today: Day from which relative dates count.
    """
    text = reading.transcript.text
    said = (text, *reading.transcript.alternatives)
    if spec.kind in IN_PARTS:
        whole = language.choose(spec, said, today=today)
        if whole is not None or not earlier:
            return whole
        return language.join(spec, [*(one[0] for one in earlier), text], today=today)
    if spec.kind == "email" and earlier:
        return _address(language, spec, said, earlier, today)
    told = reading.transcript.evidence
    if told is not None and told.spelled:
        # The recogniser has weighed these letters with what was heard before.
        return language.choose(spec, said, today=today)
    # Any other kind has one reading, and the last answer counts.
    if not earlier or not (spec.kind in ("name", "postcode") or spec.past):
        return language.choose(spec, said, today=today)
    # With itself as a second vote even a doubtful answer has a value; "pardon?" has none.
    alone = language.choose(spec, said, today=today, earlier=(said,))
    if alone is None and not language.is_spelled(spec, text):
        return None
    # All count alike; a tie goes to the answer that was given last.
    return language.choose(spec, earlier[0], today=today, earlier=(said, *reversed(earlier[1:])))


def _address(
    language: Language,
    spec: EntitySpec,
    said: Sequence[str],
    earlier: Sequence[tuple[str, ...]],
    today: date,
) -> Any | None:
    """Return the address that an answer ends: "rita dot lopez", and then "at gmail dot com"."""
    parts = [hypotheses[0].rstrip(" .,") for hypotheses in earlier]
    first = len(parts)
    while first and language.missing(spec, parts[first - 1 : first]):
        first -= 1
    texts = [" ".join([*parts[first:], said[0]])] if first < len(parts) else []
    for hypotheses in (texts, said, [f"{parts[-1]} {said[0]}"]):
        value = language.choose(spec, hypotheses, today=today) if hypotheses else None
        if value is not None:
            return value
    return None


def in_context(
    language: Language,
    spec: EntitySpec,
    value: Any,
    text: str,
    earlier: Sequence[tuple[str, ...]],
    today: date,
) -> Any:
    """Return the value of an answer in the light of a vague one before it.

    "In the afternoon" and then "at four" is four in the afternoon; "next week" and then "on
    Wednesday" is that of next week; "February thirtieth" and then "the twenty eighth" is February.

    Args:
        language: What the caller speaks.
        spec: The entity that was asked for.
        value: What the answer means by itself.
        text: The answer.
        earlier: Hypotheses of earlier answers to the same question, oldest first.
        today: Day from which relative dates count.
    """
    for hypotheses in reversed(earlier):
        vague = language.vague(spec, hypotheses[0], today=today)
        if vague is None or vague.low is None or vague.high is None:
            continue
        if isinstance(value, str) and not vague.low <= value <= vague.high:
            said = text.rstrip(" .")
            for together in (f"{said} {vague.text}", f"{vague.text} {said}"):
                both = language.normalise(spec, together, today=today)
                if isinstance(both, str) and vague.low <= both <= vague.high:
                    return both
    return value
