"""A browser that is too slow loses audio, then its place; never the server's memory."""

from __future__ import annotations

import asyncio

import pytest

from voice_agent.server.agents.outbox import MAX_WAITING, Outbox, Overfull


async def test_messages_keep_their_order() -> None:
    outbox, sent = Outbox(), []
    outbox.put("one")
    outbox.put(b"two")

    async def send(message: str | bytes) -> None:
        sent.append(message)

    writing = asyncio.create_task(outbox.write(send))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    writing.cancel()
    await asyncio.wait({writing})
    assert sent == ["one", b"two"]


async def test_audio_is_dropped_and_a_text_that_has_no_place_ends_it() -> None:
    outbox = Outbox()
    for _ in range(MAX_WAITING + 10):
        outbox.put(b"audio")
    with pytest.raises(Overfull):
        outbox.put("text")
