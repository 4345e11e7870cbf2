"""Versions of the agent side by side."""

from __future__ import annotations

from voice_agent.server.rollout import Rollout, Version, part_of

CALLERS = [f"+1555{number:07d}" for number in range(2000)]


def rollout() -> Rollout[str]:
    return Rollout(Version("a", "engines a"))


def test_a_new_version_takes_all_callers_and_the_old_one_finishes_its_calls() -> None:
    versions = rollout()
    old = versions.choose("x")
    old.calls += 1
    assert versions.add(Version("b", "engines b"), 1.0) == []
    assert {versions.choose(caller).name for caller in CALLERS} == {"b"}
    assert [version.name for version in versions.all()] == ["b", "a"]
    old.calls -= 1
    assert versions.unneeded() == [old]
    assert versions.unneeded() == []


def test_a_version_without_calls_is_not_needed_at_once() -> None:
    versions = rollout()
    old = versions.stable
    assert versions.add(Version("b", ""), 1.0) == [old]


def test_a_candidate_takes_its_share_of_the_callers_and_always_the_same_ones() -> None:
    versions = rollout()
    assert versions.add(Version("b", ""), 0.2) == []
    first = [versions.choose(caller).name for caller in CALLERS]
    assert 0.17 < first.count("b") / len(CALLERS) < 0.23
    assert first == [versions.choose(caller).name for caller in CALLERS]


def test_another_candidate_replaces_the_first_and_a_whole_version_replaces_both() -> None:
    versions = rollout()
    versions.add(Version("b", ""), 0.5)
    candidate = versions.candidate
    assert versions.add(Version("c", ""), 0.1) == [candidate]
    assert [version.name for version in versions.taking] == ["a", "c"]
    over = versions.add(Version("d", ""), 1.0)
    assert {version.name for version in over} == {"a", "c"}
    assert [version.name for version in versions.all()] == ["d"]
    assert {versions.choose(caller).name for caller in CALLERS} == {"d"}


def test_callers_are_spread_evenly() -> None:
    parts = sorted(map(part_of, CALLERS))
    assert 0 <= parts[0] < 0.01
    assert 0.99 < parts[-1] < 1
    assert abs(sum(parts) / len(parts) - 0.5) < 0.02
