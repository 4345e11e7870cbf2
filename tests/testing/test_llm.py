from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fakes import ScriptedLlm

from voice_agent.core.engines import EngineInfo
from voice_agent.llm.engine import NoLlm
from voice_agent.testing.llm import check


class Paid(ScriptedLlm):
    info = EngineInfo("paid", local=False)


class Silent:
    async def stream(self, messages: list[dict[str, str]]) -> AsyncIterator[Any]:
        for piece in self.pieces():
            await asyncio.sleep(0)
            yield piece

    def pieces(self) -> list[Any]:
        return [" "]


class Bytes(Silent):
    def pieces(self) -> list[Any]:
        return [b"Paris."]


class Whole:
    async def stream(self, messages: list[dict[str, str]]) -> str:
        return "Paris."


class Changes(Silent):
    async def stream(self, messages: list[dict[str, str]]) -> AsyncIterator[str]:
        messages.pop()
        yield "Paris."


class Strict(Silent):
    async def stream(self, messages: list[dict[str, str]]) -> AsyncIterator[str]:
        assert messages[-1]["role"] == "user", "the last message is the user's"
        yield "Paris."


class Keeps(Silent):
    kept: list[bytes] = []  # noqa: RUF012

    async def stream(self, messages: list[dict[str, str]]) -> AsyncIterator[str]:
        self.kept.append(bytes(32_000))
        yield "Paris."


def test_a_good_llm_passes_and_one_that_costs_money_is_asked_less() -> None:
    local, paid = ScriptedLlm(["Par", "is."]), Paid(["Paris."])
    for engine, checks in ((local, 8), (paid, 4)):
        report = check(engine)
        assert report.ok, report
        assert len(report.checks) == checks
    assert len(paid.asked) <= 6


@pytest.mark.parametrize(
    ("engine", "says"),
    [
        (Silent, "streams the text of an answer: answers a question with nothing"),
        (Bytes, "streams the text of an answer: streams bytes; expected str"),
        (Whole, r"streams .*: stream\(\) gives coroutine; expected an asynchronous generator"),
        (Changes, "leaves the messages unchanged: changes the messages it is given"),
        (Strict, "answers odd and long messages: raises AssertionError: the last message"),
        (Keeps, "does not keep memory: memory grows by"),
    ],
)
@pytest.mark.filterwarnings("ignore:coroutine")
def test_each_fault_has_its_line(engine: type[Any], says: str) -> None:
    problems = [str(check) for check in check(engine()).problems]
    assert any(re.match(says, problem) for problem in problems), problems


def test_an_llm_that_is_not_configured_says_so() -> None:
    report = check(NoLlm("no LLM: the environment variable KEY is not set"))
    assert report.problems[0].problem == (
        "raises LlmError: no LLM: the environment variable KEY is not set"
    )
