"""Figures of the accuracy benchmark on answers made up by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from made_up import BLOCK, OUT, PAY
from made_up import LABELS as SERVED

from benchmarks.accuracy.public.accuracy import main
from benchmarks.accuracy.public.figures import (
    Predictions,
    figures,
    fpr_at_recall,
    spread,
)
from benchmarks.accuracy.public.labels import PublicLabels
from benchmarks.accuracy.public.model import error_rate
from voice_agent.core.errors import ConfigError
from voice_agent.playbook.phrases import parse_phrase
from voice_agent.training.data.rows import Row

LABELS = PublicLabels("Set", SERVED.intents, (), calibration=SERVED.calibration)


def judged(*rows: tuple[str, str, list[float]]) -> Predictions:
    return Predictions(
        kinds=[kind for kind, _, _ in rows],
        meant=[(meant,) for _, meant, _ in rows],
        logits=np.array([logits for *_, logits in rows]),
    )


def test_refusals_count_only_where_turns_may_be_refused() -> None:
    found = figures(
        judged(
            ("in", "pay", PAY),
            ("in", "pay", BLOCK),
            ("in", "pay", OUT),
            ("in", "block", BLOCK),
            ("near", "out_of_scope", PAY),
            ("far", "out_of_scope", OUT),
        ),
        LABELS,
    )

    assert found["in_scope"] == pytest.approx(3 / 4)
    assert found["in_scope_served"] == pytest.approx(2 / 4)
    assert found["refused"] == pytest.approx(1 / 4)
    assert (found["near_caught"], found["far_caught"]) == (0.0, 1.0)
    assert found["far_auroc"] == pytest.approx(3.5 / 4)
    assert found["near_auroc"] == pytest.approx(1.5 / 4)
    # By the highest probability alone, the turn that is like nothing looks the least certain.
    assert found["far_auroc_softmax"] == pytest.approx(3.5 / 4)
    assert "slot_f1" not in found


def test_without_rows_out_of_scope_there_are_no_figures_for_them() -> None:
    found = figures(judged(("in", "pay", PAY), ("in", "block", BLOCK)), LABELS)

    assert found["in_scope"] == 1.0
    assert not {key for key in found if "auroc" in key or "refused" in key}


def test_fpr_keeps_the_wanted_share_in_scope() -> None:
    inside = np.arange(1.0, 101.0)

    assert fpr_at_recall(inside, np.array([5.0, 6.0, 7.0, 50.0])) == pytest.approx(3 / 4)
    assert fpr_at_recall(inside, np.array([0.0])) == 0.0


def test_several_intents_count_each_and_slots_want_exact_spans() -> None:
    labels = PublicLabels("Set", LABELS.intents, ("date",), several=True)
    both = Predictions(
        kinds=["in", "in"],
        meant=[("pay", "block"), ("out_of_scope",)],
        logits=np.array([[0.0, 5.0, -5.0], [0.0, -5.0, -5.0]]),
        found=[{(0, 3, "date")}, {(1, 2, "date")}],
        wanted=[{(0, 3, "date")}, {(1, 3, "date")}],
    )
    found = figures(both, labels)

    assert found["intent_f1"] == pytest.approx(2 / 3)
    assert found["intent_exact"] == 0.5
    assert found["slot_f1"] == 0.5


def test_a_whole_turn_needs_intent_and_slots() -> None:
    labels = PublicLabels("Set", LABELS.intents, ("date",))
    rows = Predictions(
        kinds=["in", "in", "in"],
        meant=[("pay",), ("pay",), ("block",)],
        logits=np.array([PAY, PAY, PAY]),
        found=[{(0, 3, "date")}, set(), set()],
        wanted=[{(0, 3, "date")}, {(0, 3, "date")}, set()],
    )

    assert figures(rows, labels)["whole_turn"] == pytest.approx(1 / 3)


def test_spread_over_seeds() -> None:
    found = spread([{"a": 0.9}, {"a": 0.8}])

    assert found["a"]["mean"] == pytest.approx(0.85)
    assert found["a"]["sd"] == pytest.approx(0.0707, abs=1e-4)
    assert spread([{"a": 0.9}])["a"]["sd"] == 0.0


def test_word_error_rate_is_over_all_turns_together() -> None:
    rows = [Row(parse_phrase(text, ()), "in") for text in ("one two three", "four")]

    assert error_rate(rows, ["one too three", "four"]) == pytest.approx(1 / 4)


def test_measuring_again_takes_nothing_to_learn_from(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="trains nothing: leave out --teacher and --base"):
        main("snips", tmp_path, again=True, base=tmp_path)
    with pytest.raises(ConfigError, match="trains nothing"):
        main("snips", tmp_path, again=True, teacher=[tmp_path / "opinions.npz"])
