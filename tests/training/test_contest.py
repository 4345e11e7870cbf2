"""A model trained in full must beat the fast one."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from voice_agent.project.answers import Answers
from voice_agent.project.make import new_project, write_project
from voice_agent.slm.labels import Labels
from voice_agent.training import contest
from voice_agent.training.contest import beats_fast, is_fast, put_in_place, set_aside


@pytest.mark.parametrize(("trained", "won"), [(0.9, True), (0.8, False), (0.7, False)])
def test_both_are_measured_and_the_better_one_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trained: float, won: bool
) -> None:
    write_project(new_project(Answers()), tmp_path, {})
    made: list[Path] = []
    monkeypatch.setattr(contest, "train_fast", lambda book, folder, **_: made.append(folder))
    monkeypatch.setattr(contest.SlmEngine, "load", lambda folder, playbook: folder)
    slow = tmp_path / "trained"
    monkeypatch.setattr(
        contest, "tenth_right", lambda folder, task: (trained if folder == slow else 0.8, 20)
    )
    out = StringIO()

    assert beats_fast(tmp_path, slow, tmp_path / "none", Console(file=out, width=200)) is won
    assert len(made) == 1
    assert f"20 phrases: trained {trained:.1%}, fast 80.0%" in out.getvalue()
    assert f"the {'trained' if won else 'fast'} one is used" in out.getvalue()


@pytest.mark.parametrize(
    ("kind", "made_of", "same"),
    [("fast", "a", True), ("fast", "b", False), ("network", "a", False)],
)
def test_a_fast_model_of_the_same_phrases_is_not_made_again(
    tmp_path: Path, kind: str, made_of: str, same: bool
) -> None:
    assert not is_fast(tmp_path, "a")
    labels = Labels("x", ("out_of_scope",), (), made_with={"made_of": made_of}, kind=kind)  # type: ignore[arg-type]
    labels.write(tmp_path / "labels.json")
    assert is_fast(tmp_path, "a") == same


def test_the_winner_takes_the_place_of_what_was_there(tmp_path: Path) -> None:
    old, new = tmp_path / "models" / "a", tmp_path / "models" / "a-trained"
    for folder in (old, new):
        folder.mkdir(parents=True)
        (folder / folder.name).touch()
    put_in_place(new, old)
    assert [path.name for path in old.iterdir()] == ["a-trained"]
    assert not new.exists()


def model(folder: Path, kind: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    labels = Labels(kind, ("out_of_scope",), (), made_with={}, kind=kind)  # type: ignore[arg-type]
    labels.write(folder / "labels.json")


def kinds(folder: Path) -> dict[str, str]:
    return {one.name: Labels.read(one / "labels.json").kind for one in folder.iterdir()}


def test_a_fast_model_takes_the_place_of_a_trained_one_which_is_kept(tmp_path: Path) -> None:
    out = StringIO()
    with set_aside(tmp_path / "a", Console(file=out)):
        model(tmp_path / "a", "network")
    assert out.getvalue() == "", "nothing was there"
    with set_aside(tmp_path / "a", Console(file=out, width=500)):
        model(tmp_path / "a", "fast")
    assert kinds(tmp_path) == {"a": "fast", "a-trained": "network"}
    assert f"is kept in {tmp_path / 'a-trained'}" in out.getvalue()
    with set_aside(tmp_path / "a", Console(file=out)):
        model(tmp_path / "a", "fast")
    assert kinds(tmp_path) == {"a": "fast", "a-trained": "network"}


def fail_in(folder: Path) -> None:
    with set_aside(folder, Console(quiet=True)):
        folder.mkdir()
        raise ValueError("broken")


def test_a_trained_model_is_put_back_if_no_fast_one_can_be_made(tmp_path: Path) -> None:
    model(tmp_path / "a", "network")
    with pytest.raises(ValueError, match="broken"):
        fail_in(tmp_path / "a")
    assert kinds(tmp_path) == {"a": "network"}
