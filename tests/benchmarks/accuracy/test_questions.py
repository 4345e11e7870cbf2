from __future__ import annotations

import json
from pathlib import Path
from random import Random

import numpy as np
import pytest

from benchmarks.accuracy.questions import (
    ENOUGH,
    FOLDS,
    Remembering,
    one_of,
    yes_or_no,
)
from voice_agent.config.models import ModelStore
from voice_agent.core.errors import ConfigError
from voice_agent.knowledge.encoder import SentenceEncoder
from voice_agent.training.measure.metrics import auroc, calibration_error

OTHERS = ["what's my balance", "send ten dollars to Tom", "when do you open", "thank you"]


@pytest.fixture(scope="module")
def encoder() -> Remembering:
    return Remembering(SentenceEncoder(ModelStore.open(verify=False).path("sentences")))


def test_the_area_counts_ties_half() -> None:
    truth = np.array([True, True, False, False])
    assert area_under(np.array([0.9, 0.8, 0.2, 0.1]), truth) == 1.0
    assert area_under(np.array([0.1, 0.2, 0.8, 0.9]), truth) == 0.0
    assert area_under(np.array([0.5, 0.5, 0.5, 0.5]), truth) == 0.5
    assert area_under(np.array([0.9, 0.5, 0.5, 0.1]), truth) == 0.875


def area_under(scores: np.ndarray, truth: np.ndarray) -> float:
    return auroc(scores[truth], scores[~truth])


def test_the_calibration_error_is_the_distance_from_the_truth() -> None:
    sure = np.array([0.95, 0.95, 0.95, 0.95])
    assert calibration_error(sure, np.array([True] * 4)) == pytest.approx(0.05)
    assert calibration_error(sure, np.array([True, True, False, False])) == pytest.approx(0.45)


def test_a_question_for_each_intent(tmp_path: Path, encoder: Remembering) -> None:
    folder = tmp_path / "nlupp" / "data"
    (folder / "hotels").mkdir(parents=True)
    about = {"pet": {"description": "is the intent to ask about a dog or another pet?"}}
    (folder / "ontology.json").write_text(json.dumps({"intents": about}))
    rows = [{"text": f"may I bring dog number {n}", "intents": ["pet"]} for n in range(ENOUGH)]
    rows += [{"text": f"I arrive on day {n}", "intents": []} for n in range(40)]
    for fold in range(FOLDS):
        (folder / "hotels" / f"fold{fold}.json").write_text(json.dumps(rows[fold::FOLDS]))
    described = yes_or_no(tmp_path, "hotels", 0, OTHERS, encoder, Random(1))
    shown = yes_or_no(tmp_path, "hotels", 5, OTHERS, encoder, Random(1))
    assert (described.questions, described.turns, shown.turns) == (1, 100, 95)
    assert described.auroc == shown.auroc == 100.0
    assert shown.right > 90


def test_sets_that_are_missing_are_named(tmp_path: Path, encoder: Remembering) -> None:
    with pytest.raises(ConfigError, match=r"ontology.json: missing; see docs/howto/train.md"):
        yes_or_no(tmp_path, "banking", 0, OTHERS, encoder, Random(1))
    with pytest.raises(ConfigError, match=r"train: missing; see docs/howto/train.md"):
        one_of(tmp_path, 0, OTHERS, encoder, Random(1))
