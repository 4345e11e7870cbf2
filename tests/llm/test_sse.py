"""Server-sent events as JSON objects."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from voice_agent.llm.sse import MAX_LINE_BYTES, events


async def read(*chunks: bytes) -> list[dict[str, object]]:
    async def stream() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    return [event async for event in events(stream())]


async def test_events_however_they_are_cut() -> None:
    whole = b': hello\nevent: a\ndata: {"a": 1}\n\ndata:{"b": 2}\r\n\r\ndata: [DONE]\n\ndata:\n\n'
    for size in (1, 2, 7, 999):
        chunks = [whole[at : at + size] for at in range(0, len(whole), size)]
        assert await read(*chunks) == [{"a": 1}, {"b": 2}]
    assert await read(b'data: {"cut": ') == []


@pytest.mark.parametrize(
    ("garbage", "why"), [(b"data: {x\n", "property name"), (b"x" * (MAX_LINE_BYTES + 1), "an end")]
)
async def test_garbage_is_an_error(garbage: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        await read(garbage)
    assert await read(b"data: [1, 2]\ndata: 7\n") == []
