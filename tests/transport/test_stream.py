from __future__ import annotations

import base64
import json

import pytest

from voice_agent.core.errors import ProtocolError
from voice_agent.core.events import Ready
from voice_agent.transport.base import Audio, Played
from voice_agent.transport.encoding import linear
from voice_agent.transport.stream import Dialect, StreamCodec

DIALECT = Dialect(
    name="Test",
    play=lambda payload: {"event": "play", "sound": payload},
    clear={"event": "flush"},
    mark=lambda name: {"event": "note", "name": name},
    played="noted",
    place="chunk",
)


def codec() -> StreamCodec:
    return StreamCodec(DIALECT, linear(16000))


def media(chunk: int) -> str:
    payload = base64.b64encode(chunk.to_bytes(2, "little") * 320).decode()
    return json.dumps({"event": "media", "media": {"chunk": chunk, "payload": payload}})


async def test_messages_have_the_names_of_the_dialect() -> None:
    it = codec()
    assert json.loads(await it.encode_audio(b"ab") or "") == {"event": "play", "sound": "YWI="}
    assert json.loads(await it.encode_clear()) == {"event": "flush"}
    assert json.loads(await it.encode_mark(7)) == {"event": "note", "name": "7"}
    assert await it.encode_audio(b"") is None
    assert await it.encode_event(Ready()) is None
    assert await it.decode('{"event": "noted", "name": "7"}') == Played(7)
    with pytest.raises(ProtocolError, match=r"unknown Test event; known: .*noted"):
        await it.decode('{"event": "mark"}')


async def test_packets_are_put_in_order_by_their_chunk() -> None:
    it = codec()
    heard = [await it.decode(media(chunk)) for chunk in (1, 3, 2, 4)]
    assert [len(one.pcm) // 640 if isinstance(one, Audio) else 0 for one in heard] == [1, 0, 2, 1]
