from __future__ import annotations

import asyncio

from voice_agent.server.lobby import Lobby
from voice_agent.transport.base import Refusal


async def _wait(event: asyncio.Event) -> None:
    await event.wait()


async def test_a_server_that_loads_takes_no_call_even_if_there_is_room() -> None:
    refusal = Lobby(2).refusal(ready=False)
    assert refusal == Refusal("not_ready", "not ready: models are loading")


async def test_calls_are_taken_up_to_the_limit_and_again_when_one_is_over() -> None:
    lobby, over = Lobby(2), asyncio.Event()
    calls = []
    for _ in range(2):
        assert lobby.refusal(ready=True) is None
        calls.append(asyncio.create_task(lobby.hold(_wait(over))))
        await asyncio.sleep(0)
    assert lobby.refusal(ready=True) == Refusal("busy", "all 2 lines are busy")
    over.set()
    await asyncio.gather(*calls)
    assert lobby.refusal(ready=True) is None
    assert not lobby.calls


async def test_a_call_that_breaks_leaves_its_line_free() -> None:
    async def breaks() -> None:
        raise ZeroDivisionError

    lobby = Lobby(1)
    result = await asyncio.gather(lobby.hold(breaks()), return_exceptions=True)
    assert isinstance(result[0], ZeroDivisionError)
    assert not lobby.calls


async def test_stopping_ends_the_calls_and_waits_for_them() -> None:
    said = []

    async def call() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await asyncio.sleep(0.01)
            said.append("goodbye")

    lobby = Lobby(2)
    held = asyncio.create_task(lobby.hold(call()))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await lobby.stop()
    assert said == ["goodbye"]
    await held


async def test_stopping_without_calls_is_nothing() -> None:
    await Lobby(1).stop()
