"""Reading what an answer needs before the turn is surely over."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from desk import Desk
from fakes import entity, playbook, reading
from guarded import guarded
from pipecat.processors.frame_processor import FrameDirection

from voice_agent.core.turn import Route
from voice_agent.dialogue.context import TurnContext
from voice_agent.pipeline.frames import ReplyGuess, RouteGuess
from voice_agent.playbook import Playbook
from voice_agent.router.decision import Decision

pytestmark = pytest.mark.virtual_time

MODULE = """
import asyncio
from voice_agent.core.errors import ActionError

reads = []

async def balance(details):
    reads.append(details["account"])
    await asyncio.sleep(1)
    return {"balance": len(reads)}

async def refuses(details): raise ActionError("not now")
async def lacks(details): return {"balance": None}
"""
SAVINGS = entity("account", "savings", "savings")


def bank(folder: Path, function: str = "balance", *, speculate: bool = True) -> Playbook:
    (folder / "own.py").write_text(MODULE)
    data = playbook(folder).model_dump()
    data["actions"]["balance"] = {"python": f"own.py:{function}", "speculate": speculate}
    return Playbook.model_validate(data)


class Guesser(Desk):
    """A desk that also gets guesses, and keeps what the voice would prepare."""

    prepared: list[str]

    async def push_frame(
        self, frame: Any, direction: FrameDirection = FrameDirection.DOWNSTREAM
    ) -> None:
        if isinstance(frame, ReplyGuess):
            self.prepared.append(frame.text)
        await super().push_frame(frame, direction)

    async def guess(self, text: str, intent: str, *entities: Any) -> None:
        """Pause after a text, as if the turn might be over."""
        read = reading(text, intent, entities=entities)
        context: TurnContext = self.line.context()
        route: Route = Decision(read, context.state, None, context.today).route(self.book)
        frame = RouteGuess(route, context)
        await self.process_frame(frame, FrameDirection.DOWNSTREAM)

    async def asks(self, *entities: Any) -> tuple[float, str]:
        """End the turn; return how long the answer took, and the answer."""
        self.caller_stops()
        began = self.loop.time()
        self.said.clear()
        await self.route(reading("my balance", "balance", entities=entities))
        return round(self.loop.time() - began, 1), self.said[-1][2]


async def opened(book: Playbook) -> Guesser:
    desk = Guesser(book=book)
    desk.prepared = []
    await desk.open()
    return desk


async def test_an_answer_is_ready_before_it_is_asked_for(tmp_path: Path) -> None:
    desk = await opened(bank(tmp_path))
    await desk.guess("my balance", "balance")
    await asyncio.sleep(1.5)
    assert desk.prepared == ["Your checking balance is 1."]
    assert await desk.asks() == (0.0, "Your checking balance is 1.")
    assert [event["outcome"] for event in desk.events("action")] == ["done"]
    assert await desk.asks() == (1.0, "Your checking balance is 2."), "it is used once"
    await desk.cleanup()


async def test_a_read_under_way_is_waited_for_and_not_begun_twice(tmp_path: Path) -> None:
    desk = await opened(bank(tmp_path))
    for _ in range(3):
        await desk.guess("my balance", "balance")
        await asyncio.sleep(0.2)
    assert await desk.asks() == (0.4, "Your checking balance is 1.")
    await desk.cleanup()


async def test_what_was_read_for_something_else_is_not_used(tmp_path: Path) -> None:
    desk = await opened(bank(tmp_path))
    await desk.guess("my balance", "balance")
    assert await desk.asks(SAVINGS) == (1.0, "Your savings balance is 2.")
    await desk.guess("my balance", "balance")
    await asyncio.sleep(0.1)
    await desk.guess("my balance on savings", "balance", SAVINGS)
    await asyncio.sleep(0.1)
    assert await desk.asks(SAVINGS) == (0.9, "Your savings balance is 4.")
    await desk.cleanup()


async def test_what_was_read_long_ago_is_read_again(tmp_path: Path) -> None:
    desk = await opened(bank(tmp_path))
    await desk.guess("my balance", "balance")
    await asyncio.sleep(6)
    assert await desk.asks() == (1.0, "Your checking balance is 2.")
    await desk.cleanup()


@pytest.mark.parametrize("function", ["refuses", "lacks"])
async def test_a_read_that_fails_prepares_nothing_and_is_told_when_it_is_asked_for(
    tmp_path: Path, function: str
) -> None:
    desk = await opened(bank(tmp_path, function))
    await desk.guess("my balance", "balance")
    await asyncio.sleep(1)
    assert desk.prepared == []
    assert desk.events("error") == []
    assert (await desk.asks())[1] == desk.book.says.action_failed
    await desk.cleanup()


async def test_only_what_may_be_asked_for_nothing_is_read(tmp_path: Path) -> None:
    desk = await opened(bank(tmp_path, speculate=False))
    await desk.guess("my balance", "balance")
    await desk.guess("the fees", "fees")
    await asyncio.sleep(2)
    assert desk.prepared == []
    assert await desk.asks() == (1.0, "Your checking balance is 1.")
    await desk.cleanup()


async def test_a_read_ends_with_the_call(tmp_path: Path) -> None:
    desk = await opened(bank(tmp_path))
    await desk.guess("my balance", "balance")
    await desk.cleanup()
    assert [task for task in asyncio.all_tasks() if task.get_name() == "read-ahead"] == []


async def test_nothing_is_read_before_the_caller_is_verified(tmp_path: Path) -> None:
    data = bank(tmp_path).model_dump()
    ours = guarded().model_dump()
    data["verify"] = ours["verify"]
    data["actions"]["check_pin"] = ours["actions"]["check_pin"]
    desk = await opened(Playbook.model_validate(data))
    await desk.guess("my balance", "balance")
    await desk.guess("my pin is 4471, and my balance", "balance")
    await asyncio.sleep(1.5)
    assert desk.prepared == ["Your PIN?"]
    await desk.asks()
    await desk.guess("4471", "out_of_scope")
    await asyncio.sleep(1.5)
    assert desk.prepared == ["Your PIN?"], "nothing tells whether it is right"
    desk.caller_stops()
    await desk.route(reading("4471"))
    assert desk.said[-1][2] == "Thank you. Your checking balance is 1."
    await desk.guess("my savings", "balance", SAVINGS)
    await asyncio.sleep(1.5)
    assert desk.prepared[-1] == "Your savings balance is 2."
    await desk.cleanup()
