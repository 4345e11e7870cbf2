from __future__ import annotations

import asyncio
import socket

import pytest

from voice_agent.core.errors import OverloadError
from voice_agent.transport.sip.media import MediaPort
from voice_agent.transport.sip.rtp import Packet, write
from voice_agent.transport.sip.sdp import Stream

PACKET = write(Packet(0, 1, 160, 7, b"\xff" * 160))
STREAM = Stream("127.0.0.1", 9, "PCMU", 0, 101)


@pytest.mark.virtual_time
async def test_there_is_a_packet_every_20_ms() -> None:
    there, here = MediaPort(), MediaPort()
    heard: list[bytes] = []
    there.follow(heard.append, lambda: None)
    for port in (here, there):
        await port.open("127.0.0.1")
    there.begin(Stream("127.0.0.1", here.port, "PCMU", 0), "127.0.0.1")
    here.begin(Stream("127.0.0.1", there.port, "PCMU", 0), "127.0.0.1")
    await asyncio.sleep(1.0)
    assert len(heard) == pytest.approx(50, abs=2)
    for port in (here, there):
        await port.close()


async def test_strangers_packets_are_dropped_and_a_moved_port_is_followed() -> None:
    port = MediaPort()
    heard: list[bytes] = []
    port.follow(heard.append, lambda: None)
    port.datagram_received(PACKET, ("127.0.0.1", 9))
    assert heard == []
    port.begin(STREAM, "10.0.0.1")
    for source, count in (
        (("10.9.9.9", 9), 0), (("10.0.0.1", 77), 1), (("127.0.0.1", 9), 1), (("10.0.0.1", 77), 2),
    ):  # fmt: skip
        port.datagram_received(PACKET, source)
        assert len(heard) == count
    port.datagram_received(b"\x80\xc8" + bytes(6), ("10.0.0.1", 77))
    assert len(heard) == 2
    port.begin(STREAM, "10.0.0.1")
    port.datagram_received(PACKET, ("127.0.0.1", 9))
    assert len(heard) == 3
    await port.close()


@pytest.mark.virtual_time
async def test_silence_of_the_line_is_told_but_not_on_hold() -> None:
    port, told = MediaPort(2.0), []
    port.follow(lambda data: None, lambda: told.append(1))
    await port.open("127.0.0.1")
    port.begin(Stream("127.0.0.1", 9, "PCMU", 0, receives=False), "127.0.0.1")
    await asyncio.sleep(5)
    assert told == []
    port.begin(STREAM, "127.0.0.1")
    await asyncio.sleep(2.5)
    assert told == [1]
    await port.close()


async def test_ports_of_a_range_are_even_and_may_be_used_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        number = taken.getsockname()[1]
        only = (number, number + 1) if number % 2 == 0 else (number - 1, number)
        port = MediaPort()
        if number % 2 == 0:
            with pytest.raises(OverloadError, match="rtp_ports"):
                await port.open("127.0.0.1", only)
        else:
            await port.open("127.0.0.1", (number + 1, number + 400))
            assert port.port % 2 == 0
            await port.close()
