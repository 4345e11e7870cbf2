"""Scripted calls are held by text, and judged."""

from __future__ import annotations

from typing import Any

from guarded import guarded
from typed_engines import typed_engines

from voice_agent.core.events import Event, Replied
from voice_agent.scenarios.hold import follow, hold
from voice_agent.scenarios.judge import Outcome
from voice_agent.scenarios.schema import Checks


def script(always: dict[str, str] | None = None, **fields: Any) -> Checks:
    calls = {"scenarios": [{"name": "x", **fields}], "allow": ["balance"]}
    return Checks.model_validate({**calls, "answers_always": always or {}})


async def held(**fields: Any) -> Outcome:
    checks = script(**fields)
    return await hold(checks.scenarios[0], checks, typed_engines())


SEND = {"name": "transfer", "details": {"amount": 250, "payee": "Sarah", "date": "2026-11-23"}}


async def test_a_call_that_goes_as_it_should() -> None:
    outcome = await held(
        today="2026-11-22",
        steps=["send $250 to Sarah", {"say": "tomorrow", "says": "250 dollars", "route": "answer"}],
        answers={"right?": "yes"},
        actions=[SEND],
    )
    assert outcome.right, outcome.faults
    assert outcome.turns == 3


async def test_a_wrong_action_and_a_missing_word_are_told() -> None:
    outcome = await held(
        steps=["send $250 to Sarah", "tomorrow", {"say": "yes", "says": "Tom"}],
    )
    assert [fault.split(":")[0] for fault in outcome.faults] == ["step 3"]
    assert len(outcome.wrong_actions) == 1


async def test_nothing_is_said_after_the_end() -> None:
    outcome = await held(steps=["bye", "hello"], ends="completed")
    assert outcome.faults == ("step 2: the call had ended",)


async def test_keys_and_silence() -> None:
    outcome = await held(
        steps=[{"silent": True, "says": "still there"}, {"press": "0", "route": "human"}],
        ends="handoff",
    )
    assert outcome.right, outcome.faults
    assert outcome.handed_off


async def test_a_step_may_interrupt_the_answer_before_it() -> None:
    outcome = await held(
        today="2026-11-22",
        steps=[
            "send $250 to Sarah",
            {"say": "tomorrow", "says": "250 dollars"},
            {"say": "yes", "interrupt_after": 3},
        ],
        actions=[SEND],
    )
    assert outcome.right, outcome.faults


async def test_an_answer_that_is_too_short_to_be_interrupted_is_a_fault() -> None:
    outcome = await held(
        steps=["send $250 to Sarah", {"say": "the fees", "interrupt_after": 2, "says": "nothing"}]
    )
    assert outcome.faults == ("step 2: the answer was over before 2 words of it were heard",)


async def test_some_questions_are_answered_whenever_they_are_asked() -> None:
    outcome = await held(
        always={"When?": "tomorrow"},
        today="2026-11-22",
        steps=[{"say": "send $250 to Sarah", "says": ["When?", "250 dollars"]}, "yes"],
        actions=[SEND],
    )
    assert outcome.right, outcome.faults
    own = await held(
        answers_always={"When?": "tomorrow", "right?": "yes"},
        today="2026-11-22",
        steps=["send $250 to Sarah", {"say": "the fees", "says": "nothing"}],
        actions=[SEND],
    )
    assert own.right, own.faults


async def test_an_answer_may_be_pressed() -> None:
    outcome = await held(
        steps=["the fees"], answers={"costs nothing": {"press": "0"}}, ends="handoff"
    )
    assert outcome.right, outcome.faults


class SlowLine:
    """A line whose answers take a second, as none by text does."""

    over = agent_speaks = False
    ended = None
    v2v_ms = 1000.0

    async def greeting(self) -> list[Event]:
        return [Replied(text="Hello.", source="agent")]

    async def say(self, text: str, *, hear: int | None = None) -> list[Event]:
        return [Replied(text=f"You said {text}.", source="playbook")]

    async def press(self, keys: str, *, hear: int | None = None) -> list[Event]:
        return []

    async def be_silent(self, *, hear: int | None = None) -> list[Event]:
        return []


async def test_a_step_may_limit_the_time_to_its_answer() -> None:
    checks = script(steps=[{"say": "a", "within_ms": 1500}, {"say": "b", "within_ms": 999}])
    outcome = await follow(checks.scenarios[0], checks, SlowLine())
    assert outcome.faults == ("step 2: answered after 1000 ms, not within 999 ms",)
    assert (await held(steps=[{"say": "the fees", "within_ms": 0.001}])).right, "not by text"


async def test_what_every_caller_answers_is_said_in_the_middle_of_the_steps() -> None:
    steps = [{"say": "my balance", "says": ["PIN", "10 dollars"]}, "the fees"]
    scenario = {"name": "x", "steps": steps}
    data: dict[str, Any] = {"allow": ["balance"], "answers_always": {"PIN": "4471"}}
    engines = typed_engines(guarded())
    for own, right in ((None, True), ({}, False), ({"PIN": "1234"}, False)):
        checks = Checks.model_validate(data | {"scenarios": [scenario | {"answers_always": own}]})
        outcome = await hold(checks.scenarios[0], checks, engines)
        assert outcome.right is right
