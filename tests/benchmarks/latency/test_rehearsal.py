"""Only those of the caller's lines are kept after which the call goes on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from handoffs import make_brief

from benchmarks.latency.rehearsal import ROUNDS, lasting_places
from voice_agent.core.events import EndedReason, Event


class Scripted:
    """A call that ends at some words, and hands over at the second time it hears others."""

    agent_speaks, v2v_ms = False, None

    def __init__(self, ends: str = "", second: str = "") -> None:
        self.said: list[str] = []
        self._ends, self._second = ends, second

    async def greeting(self) -> list[Event]:
        return []

    async def say(self, text: str, *, hear: int | None = None) -> list[Event]:
        self.said.append(text)
        return [make_brief()] if self.said.count(self._second) == 2 else []

    async def press(self, keys: str, *, hear: int | None = None) -> list[Event]:
        return []

    async def be_silent(self, *, hear: int | None = None) -> list[Event]:
        return []

    @property
    def over(self) -> bool:
        return self._ends in self.said

    @property
    def ended(self) -> EndedReason | None:
        return "completed" if self.over else None


async def kept(texts: list[str], **script: Any) -> tuple[list[str], list[Scripted]]:
    calls: list[Scripted] = []

    @asynccontextmanager
    async def opened() -> AsyncIterator[Scripted]:
        calls.append(Scripted(**script))
        yield calls[-1]

    return [texts[place] for place in await lasting_places(texts, opened)], calls


async def test_what_ends_a_call_is_left_out_and_the_rest_is_tried_anew() -> None:
    found, calls = await kept(["balance", "goodbye", "hours"], ends="goodbye")
    assert found == ["balance", "hours"]
    assert [one.said for one in calls] == [["balance", "goodbye"], ["balance", "hours"] * ROUNDS]


async def test_what_needs_a_person_only_when_it_is_said_again_is_left_out() -> None:
    found, _ = await kept(["balance", "fees", "hours"], second="fees")
    assert found == ["balance", "hours"]


async def test_nothing_is_left_where_everything_ends_the_call() -> None:
    assert (await kept(["goodbye"], ends="goodbye"))[0] == []
