from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voice_agent.core.errors import ProtocolError
from voice_agent.transport.sip.rtp import KeyReader, Packet, is_rtcp, key_payloads, read, write

ONE = Packet(8, 65535, 2**32 - 1, 7, b"sound", marker=True)


def test_what_is_written_is_read() -> None:
    assert read(write(ONE)) == ONE


def test_sources_extensions_and_padding_are_left_out() -> None:
    data = bytearray(write(ONE))
    data[0] |= 0x20 | 0x10 | 2
    head, body = data[:12], data[12:]
    assert read(bytes(head) + bytes(8) + b"\0\0\0\1abcd" + bytes(body) + b"\0\0\3") == ONE


def test_what_is_no_packet() -> None:
    for wrong in (b"", bytes(11), bytes(20), b"\x90" + bytes(11), b"\xb0" + bytes(11) + b"\0\0\0\1",
                  b"\xa0" + bytes(11) + b"\xff"):  # fmt: skip
        with pytest.raises(ProtocolError):
            read(wrong)


def test_rtcp_is_told_apart() -> None:
    assert is_rtcp(b"\x80\xc8" + bytes(6))
    assert not is_rtcp(write(ONE))
    assert not is_rtcp(b"\x80\xc8")


def test_a_key_is_told_once_though_packets_are_lost() -> None:
    payloads = key_payloads("#")
    assert len(payloads) == 8
    for lost in range(8):
        reader = KeyReader()
        told = [
            reader.read(Packet(101, at, place, 1, payload))
            for place in (160, 4000)
            for at, payload in enumerate(payloads)
            if at != lost
        ]
        assert "".join(told) == "##"


def test_a_late_packet_of_an_earlier_key_is_no_key() -> None:
    reader = KeyReader()
    one, two = (key_payloads(key)[0] for key in "12")
    places = [(160, one), (4000, two), (160, one), (100_000, one), (5, two)]
    told = [reader.read(Packet(101, 1, place, 1, payload)) for place, payload in places]
    assert told == ["1", "2", "", "1", "2"]


def test_events_that_are_no_keys_mean_nothing() -> None:
    assert KeyReader().read(Packet(101, 1, 1, 1, b"\x10\0\0\0")) == ""
    with pytest.raises(ProtocolError):
        KeyReader().read(Packet(101, 1, 1, 1, b"\x10"))


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=60))
def test_anything_is_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(ProtocolError):
        read(data)
