from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voice_agent.audio.pcm import from_pcm
from voice_agent.core.errors import ProtocolError
from voice_agent.transport.sip.hearing import Hearing
from voice_agent.transport.sip.rtp import Packet, key_payloads, write
from voice_agent.transport.sip.sdp import Stream
from voice_agent.transport.sip.speaking import decode, encode

STREAM = Stream("h", 1, "PCMU", 0, 101)
SOUND = (8000 * np.sin(np.arange(160 * 200) * 0.07)).astype("<i2")


def packets(*, start: int = 0, sequence: int = 0, source: int = 5, count: int = 200) -> list[bytes]:
    return [
        write(Packet(0, (sequence + at) & 0xFFFF, (start + 160 * at) & 0xFFFFFFFF, source,
                     encode("PCMU", SOUND[160 * at : 160 * (at + 1)].tobytes())))
        for at in range(count)
    ]  # fmt: skip


def heard(hearing: Hearing, given: list[bytes]) -> np.ndarray:
    found = [hearing.packet(one) for one in given]
    return from_pcm(b"".join(one for one in found if isinstance(one, bytes)))


WHOLE = from_pcm(decode("PCMU", encode("PCMU", SOUND.tobytes())))


@pytest.mark.parametrize(("start", "sequence"), [(0, 0), (2**32 - 800, 65530)])
def test_sound_is_heard_as_it_comes_also_where_numbers_wrap(start: int, sequence: int) -> None:
    hearing = Hearing(STREAM)
    given = packets(start=start, sequence=sequence)
    assert len(hearing.packet(given[0])) == 320
    assert np.array_equal(heard(hearing, given[1:]), WHOLE[160:])


def test_another_order_is_put_right() -> None:
    chance, given = random.Random(3), packets()
    mixed = sorted(range(200), key=lambda at: at + chance.uniform(0, 2.9))
    assert np.array_equal(heard(Hearing(STREAM), [given[at] for at in mixed]), WHOLE)


def test_what_comes_twice_is_heard_once() -> None:
    given = packets()
    assert np.array_equal(
        heard(Hearing(STREAM), [one for two in given for one in (two, two)]), WHOLE
    )


def test_five_per_cent_of_loss_leaves_the_length_and_most_of_the_sound() -> None:
    chance, given = random.Random(5), packets()
    # The last few are whole: they tell that those before them were lost.
    kept = [one for at, one in enumerate(given) if chance.random() > 0.05 or not 0 < at < 195]
    found = heard(Hearing(STREAM), kept)
    assert found.size == WHOLE.size
    error = np.mean((found - WHOLE.astype(float)) ** 2) / np.mean(WHOLE.astype(float) ** 2)
    lost = 1 - len(kept) / 200
    assert lost > 0.02
    assert error < lost / 4


def test_a_stream_that_begins_anew_is_heard_at_once() -> None:
    hearing = Hearing(STREAM)
    heard(hearing, packets(count=20))
    # Music on hold, say, of another machine; then the old stream, an hour on.
    assert heard(hearing, packets(source=9, start=77, count=20)).size == 3200
    assert heard(hearing, packets(start=8000 * 3600, count=20)).size == 3200


def test_keys_are_keys() -> None:
    hearing = Hearing(STREAM)
    found = [
        hearing.packet(write(Packet(101, at, 0, 5, one)))
        for at, one in enumerate(key_payloads("9"))
    ]
    assert found == ["9", *[""] * 7]


def test_the_other_law_is_understood_and_the_rest_left_out() -> None:
    hearing = Hearing(STREAM)
    pcm = SOUND[:160].tobytes()
    assert hearing.packet(write(Packet(8, 1, 0, 5, encode("PCMA", pcm)))) == decode(
        "PCMA", encode("PCMA", pcm)
    )
    for kind in (13, 18, 96):
        assert hearing.packet(write(Packet(kind, 2, 160, 5, b"x" * 160))) == b""
    hearing.stream = replace(STREAM, receives=False)
    assert hearing.packet(packets()[0]) == b""
    with pytest.raises(ProtocolError):
        hearing.packet(b"x")


def test_a_packet_that_is_too_long_is_cut() -> None:
    found = Hearing(STREAM).packet(write(Packet(0, 1, 0, 5, bytes(65_000))))
    assert isinstance(found, bytes)
    assert len(found) <= 2 * 8000 * 4 // 10


_HEADS = st.sampled_from([b"\x80\x00", b"\x80\x65", b"\x90\x80", b"\x80\xc8", b"\x9f\x08", b""])


@settings(max_examples=60)
@given(st.lists(st.builds(bytes.__add__, _HEADS, st.binary(max_size=400)), max_size=30))
def test_whatever_packets_come_the_sound_is_bounded(given_packets: list[bytes]) -> None:
    hearing, size = Hearing(STREAM), 0
    for one in given_packets:
        try:
            found = hearing.packet(one)
        except ProtocolError:
            continue
        size += len(found) if isinstance(found, bytes) else 0
    # Each packet is 400 ms at most, and what is missing is replaced by as much, for a while.
    assert size <= 2 * 8000 * (len(given_packets) + 1)
