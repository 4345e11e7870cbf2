from __future__ import annotations

import math

from made_up_pauses import pause

from benchmarks.latency.spans import (
    HEAD,
    Ends,
    ends,
    false_cut_offs_at,
    latency_at,
    points,
    rows,
)

TURNS = [
    [pause(90.0), pause(400.0), pause(None)],
    [pause(700.0), pause(None)],
    [pause(None)],
]


def test_silences_of_a_tenth_of_a_second_are_holds_and_the_last_one_is_the_end() -> None:
    assert ends(TURNS, lambda p: 500.0) == Ends(0.5, 500.0, 1 / 3)
    assert ends(TURNS, lambda p: 800.0) == Ends(0.0, 800.0, 0.0)
    # No rule answers before the text is there.
    assert ends(TURNS, lambda p: 100.0).latency_ms == 200.0


def test_nothing_to_judge_is_no_latency() -> None:
    assert ends([], lambda p: 500.0).latency_ms == math.inf


def test_a_rule_is_as_good_as_its_best_setting() -> None:
    settings = {"500": Ends(0.5, 500.0, 0.3), "800": Ends(0.0, 800.0, 0.0)}
    assert latency_at(settings, 0.05) == 800.0
    assert latency_at(settings, 0.5) == 500.0
    assert false_cut_offs_at(settings, 600.0) == 0.5
    assert false_cut_offs_at(settings, 300.0) is None


def test_the_table_has_every_rule_and_what_runs() -> None:
    table = rows(TURNS, {"silence": {"500": lambda p: 500.0}}, lambda p: 800.0)
    assert [row[0] for row in table] == ["silence", "as it runs"]
    assert table[0][1:5] == [None, None, None, "50.0 %"]
    assert table[1][5:] == ["0.0 %", "0.0 %", "800"]
    assert all(len(row) == len(HEAD) for row in table)


def test_points_of_a_picture_are_shares_of_recordings_and_waits() -> None:
    silence = {"500": lambda p: 500.0, "800": lambda p: 800.0}
    assert points(TURNS, {"silence": silence}) == {
        "silence": {"500": (33.3, 500.0), "800": (0.0, 800.0)}
    }
