from __future__ import annotations

import asyncio

import pytest

from voice_agent.phone.bad_network import BadNetwork, network_of

PACKETS = [bytes([at]) for at in range(200)]


async def arrived(network: BadNetwork) -> list[bytes]:
    """Send a packet every 20 ms; return what arrives, in the order in which it does."""
    found: list[bytes] = []
    for packet in PACKETS:
        network.carry(packet, found.append)
        await asyncio.sleep(0.02)
    await asyncio.sleep(1)
    return found


@pytest.mark.virtual_time
class TestPackets:
    async def test_a_good_network_changes_nothing(self) -> None:
        assert await arrived(BadNetwork()) == PACKETS

    async def test_a_share_is_lost_and_the_same_one_each_time(self) -> None:
        found = await arrived(BadNetwork(loss=0.2))
        assert 0.1 < 1 - len(found) / len(PACKETS) < 0.3
        assert found == await arrived(BadNetwork(loss=0.2))
        assert found != await arrived(BadNetwork(loss=0.2, seed=2))
        assert found == sorted(found)

    async def test_what_is_delayed_is_overtaken_and_not_lost(self) -> None:
        found = await arrived(BadNetwork(jitter_ms=60))
        assert found != PACKETS
        assert sorted(found) == PACKETS

    async def test_a_late_packet_of_a_call_that_is_over_is_lost(self) -> None:
        def closed(packet: bytes) -> None:
            raise ConnectionResetError

        network = BadNetwork(jitter_ms=10)
        for packet in PACKETS:
            network.carry(packet, closed)
        await asyncio.sleep(1)


async def test_a_call_that_is_over_is_told_at_once() -> None:
    def closed(packet: bytes) -> None:
        raise ConnectionResetError

    with pytest.raises(ConnectionError):
        BadNetwork().carry(b"x", closed)


def test_a_url_says_how_bad_it_is() -> None:
    assert network_of("transport=tcp") == BadNetwork()
    assert network_of("loss=0.05&jitter_ms=40&seed=7") == BadNetwork(0.05, 40, 7)
    with pytest.raises(ValueError, match="much"):
        network_of("loss=much")
