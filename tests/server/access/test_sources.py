from __future__ import annotations

from voice_agent.config.access import LimitsConfig
from voice_agent.server.access.sources import Sources


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_attempts_per_minute_are_what_they_say() -> None:
    clock = Clock()
    source = Sources(LimitsConfig(attempts_per_minute=3), clock).get("a")
    assert [source.attempts.spend(1) for _ in range(4)] == [True, True, True, False]
    clock.now += 20.0
    assert [source.attempts.spend(1) for _ in range(2)] == [True, False]


def test_a_source_is_remembered_and_others_are_others() -> None:
    sources = Sources(LimitsConfig(), Clock())
    assert sources.get("a") is sources.get("a")
    assert sources.get("a") is not sources.get("b")


def test_memory_is_bounded_and_those_with_calls_stay() -> None:
    sources = Sources(LimitsConfig(sources=16), Clock())
    busy = [sources.get(f"busy {n}") for n in range(3)]
    for one in busy:
        one.calls = 1
    for n in range(10_000):
        sources.get(f"stranger {n}")
    assert len(sources) == 16
    assert [sources.get(f"busy {n}") for n in range(3)] == busy


def test_those_seen_last_are_remembered() -> None:
    sources = Sources(LimitsConfig(sources=16), Clock())
    known = sources.get("known")
    for n in range(100):
        sources.get(f"stranger {n}")
        assert sources.get("known") is known


def test_when_all_have_calls_there_is_room_for_one_more() -> None:
    sources = Sources(LimitsConfig(sources=16), Clock())
    for n in range(20):
        sources.get(f"busy {n}").calls = 1
    assert len(sources) == 20
