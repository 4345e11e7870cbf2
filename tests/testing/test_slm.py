from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from voice_agent.core.turn import OUT_OF_SCOPE, Entity, Escalation, Transcript, TurnReading
from voice_agent.testing.slm import check


class Good:
    def read(self, transcript: Transcript, *, asked: str = "", today: Any = None) -> TurnReading:
        if not any(character.isalnum() for character in transcript.text):
            return TurnReading(transcript, OUT_OF_SCOPE, 0.0)
        end = len(transcript.text.split()[0])
        first = Entity("first", transcript.text[:end], transcript.text[:end], 0, end)
        ranking = (("greet", 0.9), ("bye", 0.1))
        if transcript.text[0].isspace():
            return TurnReading(transcript, "greet", 0.9, ranking=ranking)
        return TurnReading(transcript, "greet", 0.9, entities=(first,), ranking=ranking)


class Async(Good):
    async def read(self, *args: Any, **kwargs: Any) -> TurnReading:  # type: ignore[override]
        await asyncio.sleep(0.001)
        return super().read(*args, **kwargs)


class Changed(Good):
    """Good but for some fields of readings of real text."""

    changes: dict[str, Any] = {}  # noqa: RUF012

    def read(self, *args: Any, **kwargs: Any) -> TurnReading:
        found = super().read(*args, **kwargs)
        return replace(found, **self.changes) if found.confidence else found


def changed(**changes: Any) -> type[Good]:
    return type("Changed", (Changed,), {"changes": changes})


class Dict(Good):
    def read(self, *args: Any, **kwargs: Any) -> Any:
        return {"intent": "greet"}


class Guesses(Good):
    def read(self, transcript: Transcript, **kwargs: Any) -> TurnReading:
        return TurnReading(transcript, "greet", 0.9)


class NoDay(Good):
    def read(self, transcript: Transcript, *, asked: str = "") -> TurnReading:  # type: ignore[override]
        return super().read(transcript)


class Fickle(Good):
    numbers = count()

    def read(self, *args: Any, **kwargs: Any) -> TurnReading:
        found = super().read(*args, **kwargs)
        return replace(found, reasoning=(next(self.numbers) % 7) / 7)


@pytest.mark.parametrize("engine", [Good, Async])
def test_a_good_reader_passes(engine: type[Good]) -> None:
    report = check(engine(), at_once=3)
    assert report.ok, report
    assert len(report.checks) == {Good: 8, Async: 9}[engine]


@pytest.mark.parametrize(
    ("engine", "says"),
    [
        (Dict, "gives a reading of a turn: gives dict; expected a TurnReading"),
        (changed(transcript=Transcript("x", 1.0)), "gives a reading .*: .* another transcript"),
        (changed(intent=""), "gives a reading .*: intent is ''; expected the name of an intent or"),
        (changed(confidence=1.2), "gives a reading .*: confidence is 1.2; expected 0 to 1"),
        (
            changed(act="order"),
            "gives a reading .*: act is 'order'; expected one of inform, request",
        ),
        (changed(sentiment="glad"), "gives a reading .*: sentiment is 'glad'; expected one of neg"),
        (changed(escalation=Escalation(2.0)), "gives a reading .*: escalation.score is 2.0; exp"),
        (
            changed(ranking=(("a", 0.1), ("b", 0.9))),
            "gives a reading .*: ranking is not best first",
        ),
        (
            changed(entities=(Entity("payee", "Sarah", "Sarah", 0, 5),)),
            "gives a reading .*: entity 'payee' is 'Sarah', but its place in the text holds 'Can",
        ),
        (
            changed(entities=(Entity("payee", "", object(), 0, 0),)),
            "gives a reading .*: entity 'payee' has a value that JSON does not know",
        ),
        (
            Guesses,
            "reads nothing as out of scope: reads '' as 'greet' at 0.9; expected 'out_of_sco",
        ),
        (NoDay, "takes the agent's last reply and the day: raises TypeError: .*'today'"),
        (
            Fickle,
            "reads the same in the same way: reads 'Can you .*' in two ways: a decision could",
        ),
    ],
)
def test_each_fault_has_its_line(engine: type[Good], says: str) -> None:
    problems = [str(check) for check in check(engine()).problems]
    assert any(re.match(says, problem) for problem in problems), problems
