"""How much is done ahead."""

from __future__ import annotations

from dataclasses import replace

import pytest

from voice_agent.core.effort import Effort, Level, Strain, level

CALM = Strain(wait_ms=10.0, lag_ms=2.0, use=0.3)


def test_a_calm_machine_does_all_it_can() -> None:
    assert level(Level.ALL, Strain()) is Level.ALL
    assert level(Level.ALL, CALM) is Level.ALL
    assert Effort().level is Level.ALL


@pytest.mark.parametrize(
    ("strain", "expected"),
    [
        (replace(CALM, wait_ms=41), Level.LESS),
        (replace(CALM, lag_ms=13), Level.LESS),
        (replace(CALM, use=0.61), Level.LESS),
        (replace(CALM, wait_ms=101), Level.LATER),
        (replace(CALM, lag_ms=26), Level.LATER),
        (replace(CALM, use=0.76), Level.LATER),
    ],
)
def test_anything_that_is_scarce_is_enough(strain: Strain, expected: Level) -> None:
    assert level(Level.ALL, strain) is expected


def test_a_level_is_left_with_some_distance_only() -> None:
    def levels(before: Level, *waits_ms: float) -> list[Level]:
        found = []
        for wait_ms in waits_ms:
            before = level(before, Strain(wait_ms=wait_ms))
            found.append(before)
        return found

    assert levels(Level.ALL, 39, 41, 99, 101) == [Level.ALL, Level.LESS, Level.LESS, Level.LATER]
    down = levels(Level.LATER, 99, 61, 59, 25, 23)
    assert down == [Level.LATER, Level.LATER, Level.LESS, Level.LESS, Level.ALL]


def test_a_calm_moment_ends_every_level_at_once() -> None:
    assert level(Level.LATER, CALM) is Level.ALL
