from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from voice_agent.audio.pcm import from_pcm, rms_dbfs
from voice_agent.transport.sip.rtp import KeyReader, Packet, read
from voice_agent.transport.sip.sdp import Law, Stream
from voice_agent.transport.sip.speaking import (
    FRAME,
    MAX_WAITING,
    Speaking,
    decode,
    encode,
    idle_sound,
)

STREAM = Stream("h", 1, "PCMA", 8, 97)
SOUND = (5000 * np.sin(np.arange(400) * 0.3)).astype("<i2")


def _packets(speaking: Speaking, count: int) -> list[Packet]:
    return [read(speaking.tick() or b"") for _ in range(count)]


def test_there_is_a_packet_every_tick_of_sound_or_silence() -> None:
    speaking = Speaking(STREAM)
    speaking.say(SOUND.tobytes())
    assert speaking.waiting == 400
    packets = _packets(speaking, 4)
    heard = from_pcm(b"".join(decode("PCMA", one.payload) for one in packets))
    assert heard.size == 4 * FRAME
    assert np.abs(heard[:400].astype(int) - SOUND).max() < 300
    assert np.abs(heard[400:]).max() < 10
    first = packets[0]
    for at, one in enumerate(packets):
        assert one.sequence == (first.sequence + at) & 0xFFFF
        assert one.timestamp == (first.timestamp + FRAME * at) & 0xFFFFFFFF
        assert (one.payload_type, one.source, one.marker) == (8, first.source, at == 0)


def test_while_nothing_is_said_the_line_does_not_sound_dead() -> None:
    idle = idle_sound(-62.0)
    speaking = Speaking(STREAM, idle)
    speaking.say(SOUND.tobytes())
    heard = from_pcm(b"".join(decode("PCMA", one.payload) for one in _packets(speaking, 103)))
    assert np.abs(heard[:400].astype(int) - SOUND).max() < 300
    levels = [rms_dbfs(piece) for piece in heard[480:].reshape(-1, FRAME)]
    assert -65 < min(levels) < max(levels) < -58
    # It begins anew after two seconds.
    again = 480 + 99 * FRAME
    assert np.array_equal(heard[400:480], heard[again : again + 80])
    assert idle_sound(None) == b""


def test_what_was_not_sent_can_be_dropped() -> None:
    speaking = Speaking(STREAM)
    speaking.say(SOUND.tobytes())
    speaking.tick()
    speaking.clear()
    assert not speaking.waiting
    assert np.abs(from_pcm(decode("PCMA", _packets(speaking, 1)[0].payload))).max() < 10


def test_what_waits_is_bounded() -> None:
    speaking = Speaking(STREAM)
    speaking.say(bytes(2 * MAX_WAITING) + SOUND.tobytes())
    assert speaking.waiting == MAX_WAITING
    assert bytes(speaking._waiting).endswith(SOUND.tobytes())


def test_nothing_is_sent_to_a_caller_on_hold_and_time_goes_on() -> None:
    speaking = Speaking(STREAM)
    (first,) = _packets(speaking, 1)
    speaking.stream = replace(STREAM, sends=False)
    speaking.say(SOUND.tobytes())
    assert [speaking.tick() for _ in range(3)] == [None] * 3
    assert not speaking.waiting
    speaking.stream = STREAM
    (later,) = _packets(speaking, 1)
    assert (later.timestamp - first.timestamp) % 2**32 == 4 * FRAME
    assert (later.sequence - first.sequence) % 2**16 == 1


def test_keys_take_the_place_of_sound() -> None:
    speaking, reader = Speaking(STREAM), KeyReader()
    speaking.press("5")
    speaking.press("#")
    packets = _packets(speaking, 16)
    assert {one.payload_type for one in packets} == {97}
    assert "".join(reader.read(one) for one in packets) == "5#"
    assert [at for at, one in enumerate(packets) if one.marker] == [0, 8]
    assert _packets(speaking, 1)[0].payload_type == 8


@pytest.mark.parametrize("law", ["PCMU", "PCMA"])
def test_both_laws(law: Law) -> None:
    heard = from_pcm(decode(law, encode(law, SOUND.tobytes())))
    assert np.abs(heard.astype(int) - SOUND).max() < 300
