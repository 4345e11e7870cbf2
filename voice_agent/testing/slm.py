"""The contract of a reader of turns, as a list of checks.

``voice_agent.testing.slm.check(engine)`` runs them; no test framework is needed.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any, get_args

from voice_agent.core.turn import OUT_OF_SCOPE, Act, Sentiment, Transcript, TurnReading
from voice_agent.testing.kit import (
    HUGE,
    Kit,
    Probe,
    Step,
    cancellable,
    expect,
    forgetful,
    from_several_threads,
    off_the_loop,
    only_if,
)
from voice_agent.testing.report import Report

_TEXTS = (
    "Can you send fifty dollars to Sarah next Friday?",
    "No, that's wrong. It is the tenth of May.",
    "hello",
)
_ODD = ("naïve café 👍", "大小は?", "\x00\n\t", "a" * 2000, "' OR 1=1; --", "{payee} <b>")
_LONG = " ".join([_TEXTS[0]] * 400)
_TODAY = date(2026, 11, 22)


class SlmProbe(Probe):
    """A reader and the way to ask it."""

    def __init__(self, engine: Any, **options: Any) -> None:
        super().__init__("slm", engine, **options)

    async def read(self, text: str, *, longer: int = 1, **kwargs: Any) -> TurnReading:
        """Read a turn; anything but a sound reading is a broken contract."""
        transcript = Transcript(text, 0.9 if text else 0.0)
        reading = await self.call("read", transcript, longer=longer, **kwargs)
        return checked(reading, transcript)


def checked(reading: Any, transcript: Transcript) -> TurnReading:
    """Return a reading if all its fields are sound.

    Raises:
        BrokenContractError: One of them is not; says which.
    """
    kind = type(reading).__name__
    expect(isinstance(reading, TurnReading), f"gives {kind}; expected a TurnReading")
    expect(reading.transcript == transcript, "the reading holds another transcript")
    expect(
        isinstance(reading.intent, str) and bool(reading.intent),
        f"intent is {reading.intent!r}; expected the name of an intent or {OUT_OF_SCOPE!r}",
    )
    for name in ("confidence", "completeness", "reasoning"):
        value = getattr(reading, name)
        expect(
            isinstance(value, int | float) and 0 <= value <= 1,
            f"{name} is {value!r}; expected 0 to 1",
        )
    score = reading.escalation.score
    expect(0 <= score <= 1, f"escalation.score is {score!r}; expected 0 to 1")
    for name, kinds in (("act", get_args(Act)), ("sentiment", get_args(Sentiment))):
        value = getattr(reading, name)
        expect(value in kinds, f"{name} is {value!r}; expected one of {', '.join(kinds)}")
    shares = [share for _, share in reading.ranking]
    expect(shares == sorted(shares, reverse=True), f"ranking is not best first: {shares}")
    for entity in reading.entities:
        text = transcript.text[entity.start : entity.end]
        expect(
            text == entity.text,
            f"entity {entity.type!r} is {entity.text!r}, but its place in the text holds {text!r}",
        )
        try:
            json.dumps(entity.value)
        except (TypeError, ValueError):
            expect(False, f"entity {entity.type!r} has a value that JSON does not know")
    result: TurnReading = reading
    return result


async def _answers(probe: SlmProbe) -> None:
    for text in _TEXTS:
        await probe.read(text)


async def _nothing(probe: SlmProbe) -> None:
    for text in ("", "   ", "..."):
        reading = await probe.read(text)
        expect(
            reading.intent == OUT_OF_SCOPE and reading.confidence == 0,
            f"reads {text!r} as {reading.intent!r} at {reading.confidence}; expected "
            f"{OUT_OF_SCOPE!r} at 0",
        )


async def _odd(probe: SlmProbe) -> None:
    for text in _ODD:
        await probe.read(text)
    await probe.read(_LONG, longer=HUGE)


async def _asked(probe: SlmProbe) -> None:
    for asked in ("How much?", "Größe, 大小 👍", _LONG):
        await probe.read("the tenth", asked=asked, today=_TODAY)


async def _same(probe: SlmProbe) -> None:
    for text in _TEXTS:
        first, second = [await probe.read(text, today=_TODAY) for _ in range(2)]
        expect(
            first == second,
            f"reads {text!r} in two ways: a decision could not be replayed from the record",
        )


async def _together(probe: SlmProbe) -> None:
    await from_several_threads(
        probe, lambda n: probe.read(_TEXTS[n], today=_TODAY), lambda a, b: a == b
    )


async def _once(probe: SlmProbe) -> None:
    await probe.read(_TEXTS[0], today=_TODAY)


def _steps(probe: SlmProbe) -> list[Step[SlmProbe]]:
    return [
        ("gives a reading of a turn", _answers),
        ("reads nothing as out of scope", _nothing),
        ("reads odd and long text", _odd),
        ("takes the agent's last reply and the day", _asked),
        ("reads the same in the same way", _same),
        ("serves several calls", _together),
        cancellable(_once),
        *only_if(probe.is_async("read"), off_the_loop(_once)),
        *only_if(probe.info.local, forgetful(_once)),
    ]


KIT = Kit(SlmProbe, _steps)


def check(engine: Any, **options: Any) -> Report:
    """Hold a reader of turns to its contract.

    Args:
        engine: The engine.
        options: ``deadline_ms``: for one call. ``at_once``: calls at the same time.
    """
    return KIT.check(engine, **options)
