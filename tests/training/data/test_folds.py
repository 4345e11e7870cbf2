"""The test folds of HWU64."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from voice_agent.training.data.folds import has_folds, joined_folds
from voice_agent.training.data.sources import SOURCES

RUN = "CrossValidation/autoGeneFromRealAnno/autoGene_1/CrossValidation"


def write(clone: Path, fold: int, intent: str, turns: list[tuple[str, list[str]]]) -> Path:
    """Write a file of a fold as its repository has it; each named word is a date."""
    rows = [
        {
            "text": text,
            "intent": intent,
            "entities": [
                {
                    "start": text.index(word),
                    "end": text.index(word) + len(word),
                    "value": word,
                    "entity": "date",
                }
                for word in dates
            ],
        }
        for text, dates in turns
    ]
    file = clone / RUN / f"KFold_{fold}" / "testset" / "annotated" / intent / f"{intent}_1.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"test_data_annotation": rows}), encoding="utf-8")
    return file


def test_folds_are_joined_in_the_order_of_their_paths(tmp_path: Path) -> None:
    assert not has_folds(tmp_path)
    write(tmp_path, 10, "alarm_set", [("wake me", [])])
    write(tmp_path, 2, "qa_maths", [("two and two", [])])
    write(tmp_path, 2, "alarm_set", [("an alarm for today", ["today"]), ("caf\u00e9", [])])
    training = tmp_path / RUN / "KFold_2" / "trainset" / "annotated" / "x" / "x.json"
    training.parent.mkdir(parents=True)
    training.write_text("not read")

    assert has_folds(tmp_path)
    first, second, *others = joined_folds(tmp_path).decode().splitlines()
    assert second == (
        '{"fold": 2, "text": "an alarm for today", "intent": "alarm_set", "entities": '
        '[{"start": 13, "end": 18, "entity": "date"}]}'
    )
    texts = [json.loads(line)["text"] for line in (first, *others)]
    assert texts == ["wake me", "caf\u00e9", "two and two"]


def test_training_reads_what_is_joined(tmp_path: Path) -> None:
    write(tmp_path, 10, "alarm_set", [("an alarm for today", ["today"])])
    (tmp_path / "hwu64_10folds.jsonl").write_bytes(joined_folds(tmp_path))
    (sample,) = SOURCES["hwu64_entities"].read(tmp_path)
    assert (sample.split, sample.label, sample.spans) == ("test", "alarm_set", ((13, 18, "date"),))


def test_another_file_is_named(tmp_path: Path) -> None:
    write(tmp_path, 1, "alarm_set", []).write_text('{"turns": []}')
    with pytest.raises(ValueError, match=r"alarm_set_1\.json: is no file of annotated turns"):
        joined_folds(tmp_path)
