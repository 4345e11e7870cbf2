"""A recorded call runs again, event by event."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from exchange import speech
from fakes import ScriptedLlm, reading
from small_project import write_project

from voice_agent.config.load import load_pipeline
from voice_agent.core.chain import EngineHandle
from voice_agent.core.engines import EngineInfo
from voice_agent.core.errors import ConfigError, StageError
from voice_agent.core.turn import TurnReading
from voice_agent.pipeline.assembly import Engines, load_engines
from voice_agent.playbook import ActionSpec
from voice_agent.scenarios.recorded.line import RecordedLine
from voice_agent.scenarios.recorded.run import Recorded, Replayed, only_local, run_again
from voice_agent.scenarios.recorded.turns import HeardTurn
from voice_agent.scenarios.spoken.voice import CallerVoice, load_speaker
from voice_agent.testing.virtual_time import RepeatableLoop

SAID = "my balance"
REPLY = "Your checking balance is 10 dollars."


@pytest.fixture
def engines(tmp_path: Path) -> Engines:
    return load_engines(load_pipeline(str(write_project(tmp_path / "bank"))))


def call(*spoken_s: float, **how: Any) -> Recorded:
    """A caller who speaks for 0.6 s at these seconds, over the agent's words or after them."""
    caller = np.zeros(16000 * (int(max(spoken_s)) + 2), np.int16)
    for at in spoken_s:
        start = int(16000 * at)
        caller[start : start + 9600] = np.frombuffer(speech(0.6), "<i2")
    return Recorded("one", caller, **how)


def run(recorded: Recorded, engines: Engines) -> Replayed:
    with asyncio.Runner(loop_factory=RepeatableLoop) as runner:
        return runner.run(run_again(recorded, engines))


def reads(engines: Engines, **how: Any) -> Engines:
    """The same engines, with a language model that reads everything alike."""

    class Slm:
        def read(self, transcript: Any, **_: Any) -> TurnReading:
            return replace(reading(**how), transcript=transcript)

    return replace(engines, slm=EngineHandle("slm", Slm()))


def test_two_runs_are_the_same_event_by_event(engines: Engines) -> None:
    first, again = (run(call(1.0, 3.0, 3.9), engines) for _ in range(2))
    assert [turn.reply for turn in first.turns][:1] == [REPLY]
    assert first.events == again.events
    assert first.events[-1].type == "ended"
    assert len(first.events) > 10


def test_what_takes_an_action_is_not_done_and_says_so(engines: Engines) -> None:
    book = engines.playbook
    asks = {"balance": ActionSpec(webhook="http://127.0.0.1:9/never")}
    book = book.model_copy(update={"actions": {**book.actions, **asks}})
    done = run(call(1.0), replace(engines, playbook=book))
    assert [turn.missing for turn in done.turns] == [
        ("the action balance: nothing is done in a replay",)
    ]
    assert done.turns[0].reply == "That did not work."


def test_the_llm_answers_as_the_record_has_it(engines: Engines) -> None:
    llm = ScriptedLlm(["never asked"])
    live = replace(reads(engines, intent="advice"), llm=EngineHandle("llm", llm))
    known = HeardTurn(SAID, "llm", "Save more.", "llm")
    done = run(call(1.0, turns=(known,)), live)
    assert done.turns == [known]
    assert not llm.asked


def test_an_answer_of_the_llm_that_the_record_does_not_have_is_missing(engines: Engines) -> None:
    done = run(call(1.0), reads(engines, intent="advice"))
    (turn,) = done.turns
    assert turn.missing == ("the LLM: the record has no answer to this text",)
    assert turn.reply == "I cannot work that out here."


def test_a_service_is_refused_in_one_line(engines: Engines) -> None:
    class Service:
        info = EngineInfo("far away", local=False)

    away = replace(engines, stt=EngineHandle("stt", Service()))
    only_local(engines)
    with pytest.raises(ConfigError, match=r"stages\.stt: far away is a service"):
        only_local(away)


def test_a_call_that_breaks_down_is_no_result(
    engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(line: RecordedLine) -> None:
        raise ValueError("broken")

    monkeypatch.setattr(RecordedLine, "receive", broken)
    with pytest.raises(StageError, match="one: the call broke down"):
        run(call(1.0), engines)


@pytest.mark.real
@pytest.mark.slow
def test_an_order_is_heard_the_same_by_the_real_engines() -> None:
    speaker = load_speaker(None)
    order = CallerVoice.draw(speaker, "order").say("I would like a large latte to go please.")
    caller = np.concatenate((np.zeros(16000 * 6, np.int16), order, np.zeros(16000, np.int16)))
    engines = load_engines(load_pipeline("barista"))
    try:
        first, again = (run(Recorded("order", caller), engines) for _ in range(2))
    finally:
        asyncio.run(engines.aclose())
    assert any("latte" in turn.text.lower() for turn in first.turns), first.turns
    assert first.events == again.events
