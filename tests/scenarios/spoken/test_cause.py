"""Why a spoken call went wrong."""

from __future__ import annotations

from typing import Any

import pytest
from typed_engines import typed_engines

from voice_agent.scenarios.schema import Checks, Keys
from voice_agent.scenarios.spoken.cause import as_heard, cause_of
from voice_agent.scenarios.spoken.said import Said

FEES = {"say": "the fees", "says": "nothing"}


def checks(always: dict[str, str] | None = None, **fields: Any) -> Checks:
    script = {"name": "x", **fields}
    return Checks.model_validate({"scenarios": [script], "answers_always": always or {}})


@pytest.mark.parametrize(
    ("step", "heard", "cause"),
    [
        (FEES, ("the fees",), "turn-taking"),
        (FEES, ("the", "fees"), "turn-taking"),
        (FEES, ("The.", "Fees."), "turn-taking"),
        # No word is wrong, but the dialogue does not know how the recogniser writes it.
        (FEES, ("The fees!",), "dialogue"),
        (FEES, ("bye",), "recogniser"),
        (FEES, (), "recogniser"),
        ({"say": "the fees", "says": "a fortune"}, ("bye",), "dialogue"),
    ],
)
async def test_the_cause_is_what_typing_does_not_change(
    step: dict[str, Any], heard: tuple[str, ...], cause: str
) -> None:
    script = checks(steps=[step])
    said = [Said("the fees", heard, 200.0)]
    assert await cause_of(script.scenarios[0], said, script, typed_engines()) == cause


def test_each_text_is_replaced_by_what_was_heard_of_it() -> None:
    script = checks(
        always={"PIN": "4471"},
        steps=["no", {"press": "1"}, "no"],
        answers={"right?": "yes", "ZIP": {"press": "30301"}},
    )
    said = [
        Said("no", ("know",), 1.0),
        Said("4471", ("44 71",), 1.0),
        Said("", (), 1.0),
        Said("no", ("no",), 1.0),
    ]
    scenario = as_heard(script.scenarios[0], script, said)
    assert [step.say for step in scenario.steps] == ["know", None, "no"]
    assert scenario.steps[1].press == "1"
    assert scenario.answers == {"right?": "yes", "ZIP": Keys(press="30301")}
    assert scenario.answers_always == {"PIN": "44 71"}
