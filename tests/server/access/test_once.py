from __future__ import annotations

from voice_agent.server.access.once import Once


def test_what_was_used_is_known_until_it_is_no_longer_good() -> None:
    once = Once()
    assert once.use("a", 100.0, now=0.0) is None
    assert once.use("b", 50.0, now=1.0) is None
    assert once.use("a", 100.0, now=100.0) == "replayed"
    assert len(once) == 1, "b is over"
    assert once.use("a", 300.0, now=100.5) is None


def test_it_is_bounded_and_forgets_nothing_early() -> None:
    once = Once(limit=2)
    for name in ("a", "b"):
        assert once.use(name, 10.0, now=0.0) is None
    assert once.use("c", 10.0, now=1.0) == "full"
    assert once.use("a", 10.0, now=1.0) == "replayed"
    assert once.use("c", 20.0, now=10.5) is None
    assert len(once) == 1
