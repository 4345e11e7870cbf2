"""Tasks: what is trained on, and that what is measured is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from public_sets import write_lines, write_snips

from benchmarks.accuracy.public.tasks import BENCHMARKS, benchmark_tasks
from voice_agent.core.errors import ConfigError
from voice_agent.training.data.duplicates import text_of
from voice_agent.training.fit.task import Task


def test_near_out_of_scope_is_measured_and_not_taught(tmp_path: Path) -> None:
    base = tmp_path / "fewshot_splits" / "CLINC-Single-Domain-OOS" / "banking"
    files = ("seq.in", "label")
    write_lines(base / "train", [("pay it", "pay"), ("pay the bill", "pay")], files)
    for name in ("valid", "test"):
        write_lines(base / name, [(f"{name} pay", "pay"), ("Pay it.", "pay")], files)
        write_lines(base / "id-oos" / name, [(f"{name} near", "oos")], files)
        write_lines(base / "ood-oos" / name, [(f"{name} far", "oos")], files)
    (task,) = benchmark_tasks("clinc-banking", tmp_path)

    assert task.labels.heads == {"intent": 2}
    assert [text_of(one.phrase) for one in task.split("train")] == ["pay the bill"]
    assert task.removed == 2
    kinds = [(one.group, one.intents) for one in task.split("test")]
    assert kinds == [
        ("in", ("pay",)),
        ("in", ("pay",)),
        ("near", ("out_of_scope",)),
        ("far", ("out_of_scope",)),
    ]


def test_clinc150_learns_what_is_out_of_scope_from_its_larger_part(tmp_path: Path) -> None:
    folder = tmp_path / "clinc150"
    folder.mkdir()
    (folder / "all_wiki_sents.txt").write_text("", encoding="utf-8")
    parts = {"train": [["pay", "pay"]], "val": [], "test": [["pay up", "pay"]]}
    oos = {"oos_train": [["fly", "oos"], ["Pay up!", "oos"]], "oos_val": [], "oos_test": []}
    plus = json.dumps({**parts, **oos})
    (folder / "data_oos_plus.json").write_text(plus, encoding="utf-8")
    (task,) = benchmark_tasks("clinc150", tmp_path)

    taught = {text_of(one.phrase): (one.group, one.intents) for one in task.split("train")}
    assert taught == {"pay": ("in", ("pay",)), "fly": ("far", ("out_of_scope",))}
    assert task.noise is not None


def test_snips_has_intents_and_slots(tmp_path: Path) -> None:
    names = ("train", "dev", "test")
    rows = {name: [(f"play {name} now", "PlayMusic", "O B-album O")] for name in names}
    write_snips(tmp_path, **rows)
    (task,) = benchmark_tasks("snips", tmp_path)

    assert task.labels.heads == {"intent": 2, "tags": 3}
    assert [one.split for one in task.rows] == ["train", "dev", "test"]
    assert all(one.tagged and one.phrase.entities == {"album"} for one in task.rows)


def _nlupp(folder: Path) -> None:
    base = folder / "nlupp" / "data" / "banking"
    base.mkdir(parents=True)
    for number in range(20):
        slots = {"date": {"text": "may", "span": [5, 8]}}
        rows = [{"text": f"from may {number}", "intents": ["why", "how"], "slots": slots}]
        rows.append({"text": f"well {number}"})
        (base / f"fold{number}.json").write_text(json.dumps(rows), encoding="utf-8")


@pytest.mark.parametrize(("name", "taught"), [("nlupp", 4), ("nlupp-large", 36)])
def test_nlupp_is_ten_trainings_on_pairs_of_folds(tmp_path: Path, name: str, taught: int) -> None:
    _nlupp(tmp_path)
    tasks = benchmark_tasks(name, tmp_path)

    def pair(task: Task) -> set[str]:
        split = "train" if name == "nlupp" else "test"
        return {str(text_of(one.phrase)).split()[-1] for one in task.split(split)}

    assert [len(task.split("train")) for task in tasks] == [taught] * 10
    assert [pair(task) for task in tasks[:2]] == [{"0", "1"}, {"2", "3"}]
    assert tasks[0].labels.several
    assert tasks[0].noise is None
    assert {one.intents for one in tasks[0].rows} == {("why", "how"), ("out_of_scope",)}


def test_an_unknown_benchmark_or_missing_data_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no benchmark 'atis'; known: clinc150"):
        benchmark_tasks("atis", tmp_path)
    for name in BENCHMARKS:
        with pytest.raises(ConfigError, match=f"no such file; --data needs .*'{name}'"):
            benchmark_tasks(name, tmp_path)
