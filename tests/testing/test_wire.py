import pytest

from voice_agent.testing.wire import MemoryWire


async def test_what_the_client_sends_is_received_until_it_goes_away() -> None:
    wire = MemoryWire({"rate": "8000"}, {"x-name": "tom"})
    wire.put("a", b"b")
    await wire.send("hello")
    wire.hang_up()
    assert [await wire.receive() for _ in range(4)] == ["a", b"b", None, None]
    assert wire.headers == {"x-name": "tom"}
    assert (wire.query, wire.sent, wire.closed) == ({"rate": "8000"}, ["hello"], None)
    with pytest.raises(ConnectionError):
        await wire.send("anyone?")
    await wire.close(1000, "bye")
    assert wire.closed is None


async def test_the_first_reason_of_a_close_counts_and_ends_the_wire() -> None:
    wire = MemoryWire()
    await wire.close(1008, "bad")
    await wire.close(1000, "bye")
    assert wire.closed == (1008, "bad")
    assert await wire.receive() is None
    with pytest.raises(ConnectionError):
        await wire.send("anyone?")
