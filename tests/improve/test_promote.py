from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from recorded_calls import printed, quiet_console, write_pipeline

from voice_agent.config.models import ModelStore
from voice_agent.core.errors import ConfigError, ModelError
from voice_agent.core.resources import models_folder
from voice_agent.improve import promote
from voice_agent.improve.promote import run_promote, run_rollback
from voice_agent.slm.model import SlmEngine

FILES = ("slm.int8.onnx", "labels.json", "tokenizer.json")


@pytest.fixture(autouse=True)
def no_override(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VOICE_AGENT_MODELS", raising=False)


def make_model(folder: Path, content: str) -> Path:
    folder.mkdir(parents=True)
    for name in FILES:
        (folder / name).write_text(f"{content} {name}")
    return folder


class Desk:
    """A lock file with one model, and the verdict that comparing gives."""

    def __init__(self, folder: Path) -> None:
        self.pipeline = str(write_pipeline(folder))
        self.models = folder / "models"
        self.verdict = "better"
        self.compared: list[tuple[Path, Path]] = []
        make_model(self.models / "small", "old")
        self.lock = self.models / "lock.yaml"
        self.lock.write_text("models: {}\n")
        ModelStore.open(self.lock).lock(
            "slm-small", folder=self.models / "small", kind="slm", licence="Apache-2.0"
        )

    def compare(self, old: Path, new: Path, *args: Any, **kwargs: Any) -> SimpleNamespace:
        self.compared.append((old, new))
        return SimpleNamespace(verdict=self.verdict)

    def promote(self, new: Path, **kwargs: Any) -> bool:
        return run_promote(new, self.pipeline, lock=self.lock, console=quiet_console(), **kwargs)

    def rollback(self) -> str:
        console = quiet_console()
        run_rollback(self.pipeline, lock=self.lock, console=console)
        return printed(console)

    @property
    def running(self) -> str:
        """What a server started now would load, checked against the lock."""
        return (ModelStore.open(self.lock).path("slm-small") / FILES[0]).read_text().split()[0]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    desk = Desk(tmp_path)
    monkeypatch.setattr(promote, "run_compare", desk.compare)
    monkeypatch.setattr(SlmEngine, "load", lambda folder, book: None)
    return desk


def test_a_better_model_takes_the_place_and_rolls_back_in_one_step(
    desk: Desk, tmp_path: Path
) -> None:
    new = make_model(tmp_path / "new", "new")
    (new / "slm.fp32.onnx").write_text("not needed to serve")
    assert desk.promote(new)
    assert desk.running == "new"
    assert set(ModelStore.open(desk.lock).model("slm-small").files) == set(FILES)
    assert "'slm-small' is small again" in desk.rollback()
    assert desk.running == "old"
    desk.rollback()
    assert desk.running == "new"


@pytest.mark.parametrize("verdict", ["worse", "nothing labelled"])
def test_a_model_that_is_not_shown_to_be_as_good_stays_out(
    desk: Desk, tmp_path: Path, verdict: str
) -> None:
    desk.verdict = verdict
    new = make_model(tmp_path / "new", "new")
    before = desk.lock.read_bytes()
    assert not desk.promote(new)
    assert desk.lock.read_bytes() == before
    assert sorted(p.name for p in desk.models.iterdir()) == ["lock.yaml", "small"]
    assert desk.promote(new, force=True)
    assert desk.running == "new"


def test_what_is_compared_is_what_is_promoted(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = make_model(tmp_path / "new", "new")

    def changed_meanwhile(old: Path, staged: Path, *args: Any, **kwargs: Any) -> SimpleNamespace:
        (new / FILES[0]).write_text("other weights")
        return SimpleNamespace(verdict="better")

    monkeypatch.setattr(promote, "run_compare", changed_meanwhile)
    desk.promote(new)
    assert desk.running == "new"


@pytest.mark.parametrize("step", ["_copy", "run_compare", "promote"])
def test_killed_at_any_step_the_old_model_runs_and_a_second_try_works(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    new = make_model(tmp_path / "new", "new")

    def killed(*args: Any, **kwargs: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(ModelStore if step == "promote" else promote, step, killed)
        with pytest.raises(KeyboardInterrupt):
            desk.promote(new)
    assert desk.running == "old"
    assert desk.promote(new)
    assert desk.running == "new"
    desk.rollback()
    assert desk.running == "old"


def test_left_over_damage_is_replaced(desk: Desk, tmp_path: Path) -> None:
    new = make_model(tmp_path / "new", "new")
    desk.promote(new)
    desk.rollback()
    folder = next(p for p in desk.models.iterdir() if p.name.startswith("small-"))
    (folder / FILES[0]).write_text("half wri")
    with pytest.raises(ModelError, match="the previous 'slm-small' is not the one"):
        desk.rollback()
    assert desk.running == "old"
    assert desk.promote(new)
    assert desk.running == "new"


def test_promoting_what_runs_already_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    new = make_model(tmp_path / "new", "new")
    desk.promote(new)
    before = desk.lock.read_bytes()
    assert desk.promote(new)
    assert desk.lock.read_bytes() == before
    assert len(desk.compared) == 1


def test_mistakes_are_one_clear_error(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ConfigError, match="no such folder"):
        desk.promote(tmp_path / "none")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match=r"not a language model: no slm\.int8\.onnx, labels"):
        desk.promote(tmp_path / "empty")
    with pytest.raises(ModelError, match="has no previous model"):
        desk.rollback()
    new = make_model(tmp_path / "new", "new")
    make_model(tmp_path / "own" / "slm-small", "own")
    monkeypatch.setenv("VOICE_AGENT_MODELS", str(tmp_path / "own"))
    with pytest.raises(ModelError, match="VOICE_AGENT_MODELS"):
        desk.promote(new)


def test_a_folder_that_cannot_be_written_is_one_clear_error(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = make_model(tmp_path / "new", "new")

    def refuse(*args: Any, **kwargs: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.TemporaryDirectory", refuse)
    with pytest.raises(ConfigError, match="cannot be written: Permission denied"):
        desk.promote(new)
    assert desk.running == "old"


def test_training_into_the_folder_of_the_previous_model_forgets_it(
    desk: Desk, tmp_path: Path
) -> None:
    desk.promote(make_model(tmp_path / "new", "new"))
    (desk.models / "small" / FILES[0]).write_text("trained again")
    ModelStore.open(desk.lock).lock("slm-small", folder=desk.models / "small")
    assert desk.running == "trained"
    with pytest.raises(ModelError, match="has no previous model"):
        desk.rollback()


@pytest.mark.slow
@pytest.mark.real
def test_a_spoiled_copy_of_the_shipped_model_is_refused(tmp_path: Path) -> None:
    import json
    import shutil

    models = tmp_path / "models"
    models.mkdir()
    shutil.copytree(models_folder() / "barista", models / "barista")
    shutil.copytree(models_folder() / "barista", tmp_path / "new")
    (models / "lock.yaml").write_text("models: {}\n")
    ModelStore.open(models / "lock.yaml").lock(
        "slm-barista", folder=models / "barista", kind="slm", licence="Apache-2.0"
    )
    labels = json.loads((tmp_path / "new" / "labels.json").read_text())
    labels["calibration"]["scope"]["threshold"] = 0.999
    (tmp_path / "new" / "labels.json").write_text(json.dumps(labels))
    console = quiet_console()
    assert not run_promote(tmp_path / "new", "barista", lock=models / "lock.yaml", console=console)
    assert "not promoted: worse" in printed(console)
