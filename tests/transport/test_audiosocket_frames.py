from __future__ import annotations

import random

import pytest

from voice_agent.core.errors import ProtocolError
from voice_agent.transport.audiosocket_frames import DTMF, HANGUP, FrameReader, pack, unpack

FRAMES = [pack(0x01, bytes(16)), pack(0x10, b"ab" * 160), pack(DTMF, b"5"), pack(HANGUP)]


def test_a_frame_has_kind_length_and_payload() -> None:
    assert pack(0x10, b"ab") == b"\x10\x00\x02ab"
    assert unpack(b"\x10\x00\x02ab") == (0x10, b"ab")
    with pytest.raises(ProtocolError, match="at most"):
        pack(0x10, bytes(70_000))


def test_frames_are_found_however_the_bytes_are_torn() -> None:
    chance, data = random.Random(3), b"".join(FRAMES)
    for _ in range(200):
        reader, found, start = FrameReader(), [], 0
        while start < len(data):
            end = start + chance.randint(1, 50)
            found += reader.feed(data[start:end])
            start = end
        assert found == FRAMES


def test_a_frame_that_never_ends_is_never_found_and_bounded() -> None:
    reader = FrameReader()
    assert reader.feed(b"\x10\xff\xff" + bytes(60_000)) == []
    assert len(reader.feed(bytes(5535))) == 1


@pytest.mark.parametrize("frame", ["text", b"", b"\x10\x00", b"\x10\x00\x02a", b"\x10\x00\x02abc"])
def test_a_wrong_length_is_told(frame: str | bytes) -> None:
    with pytest.raises(ProtocolError):
        unpack(frame)
