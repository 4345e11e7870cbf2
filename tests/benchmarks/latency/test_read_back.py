"""The benchmark of short answers at a read-back."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.latency.read_back import Taken, counted, outcome
from benchmarks.latency.short_answers import Answer, Said
from voice_agent.core.turn import OUT_OF_SCOPE, Response, Route, RouteTo, Transcript, TurnReading


def route(to: RouteTo, response: Response) -> Route:
    return Route(TurnReading(Transcript("yes", 1.0), OUT_OF_SCOPE, 0.0), to, "", response=response)


@pytest.mark.parametrize(
    ("to", "kind", "expected"),
    [
        ("answer", "yes", "yes"),
        ("answer", "no", "no"),
        ("answer", "hold", "stop"),
        ("answer", "leave", "stop"),
        ("answer", "repeat", "asked again"),
        ("clarify", "yes", "asked again"),
        ("human", "none", "something else"),
        ("answer", "aside", "something else"),
    ],
)
def test_what_a_route_makes_of_an_answer(to: RouteTo, kind: str, expected: str) -> None:
    assert outcome(route(to, Response(kind))) == expected  # type: ignore[arg-type]


def taken(said: Said, outcome: str) -> Taken:
    return Taken(Answer("", said, np.zeros(0, np.int16)), outcome, took_ms=100.0)


def test_answers_are_counted_by_what_was_said_and_what_came_of_it() -> None:
    figures = counted([taken("yes", "yes"), taken("yes", "asked again"), taken("stop", "yes")])
    assert list(figures["said"]) == ["yes", "stop"]
    assert figures["said"]["yes"] | {"n": 2, "yes": 1, "asked again": 1} == figures["said"]["yes"]
    assert figures["said"]["stop"]["yes"] == 1
    assert figures["recogniser ms"]["p50"] == 100.0
