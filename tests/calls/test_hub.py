"""Who subscribes gets the events in order; who is too slow loses the oldest."""

from __future__ import annotations

import asyncio

from voice_agent.calls.hub import Hub, Sound
from voice_agent.core.events import Ended, Ready, Replied


def said(number: int, call_id: str = "c1") -> Replied:
    return Replied(call_id=call_id, text=str(number), source="agent")


async def test_everybody_who_subscribed_gets_every_event_in_order() -> None:
    hub = Hub()
    with hub.subscribe() as console, hub.subscribe() as tracer:
        for number in range(3):
            hub.publish(said(number))
        for reader in (console, tracer):
            assert [await reader.next() for _ in range(3)] == [said(n) for n in range(3)]


async def test_a_call_is_followed_to_its_end_and_no_other_is_heard() -> None:
    hub = Hub()
    with hub.subscribe("c1") as events:
        hub.publish(Ready(call_id="c1"))
        hub.publish(said(0, "c2"))
        hub.publish(Ended(call_id="c2", reason="completed"))
        hub.publish(Ended(call_id="c1", reason="completed"))
        assert [event.type async for event in events] == ["ready", "ended"]


async def test_a_slow_reader_loses_the_oldest_events_and_that_is_counted() -> None:
    hub = Hub()
    with hub.subscribe(limit=2) as events:
        for number in range(5):
            hub.publish(said(number))
        assert events.dropped == 3
        assert [await events.next(), await events.next()] == [said(3), said(4)]


async def test_nothing_is_kept_for_who_has_left() -> None:
    hub = Hub()
    with hub.subscribe() as events:
        pass
    hub.publish(said(1))
    waiting = asyncio.ensure_future(events.next())
    await asyncio.sleep(0)
    assert not waiting.done()
    waiting.cancel()


async def test_sounds_reach_those_who_listen_to_their_call() -> None:
    hub = Hub()
    assert not hub.heard
    sounds = [Sound(call, "caller", bytes(2), 16000, 1.0) for call in ("c1", "c2")]
    with hub.listen("c1") as one, hub.listen(limit=1) as every:
        for sound in sounds:
            hub.sound(sound)
        assert hub.heard
        assert await one.next() == sounds[0]
        assert (one.waiting(), every.waiting(), every.dropped) == ([], [sounds[1]], 1)
    assert not hub.heard
