"""From a playbook to another recogniser that transcribes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="needs the 'train' extra")

from voice_agent.config.models import ModelStore
from voice_agent.core.resources import pipelines_folder
from voice_agent.language import en
from voice_agent.phone.recording import read_audio
from voice_agent.playbook import load_playbook
from voice_agent.stt.whisper import WhisperEngine
from voice_agent.training.stt.rewrite import FILE
from voice_agent.training.stt.train import RECOGNISER, train_stt

pytestmark = [pytest.mark.train, pytest.mark.real]
SPEECH = Path("pipelines/bank/demo/1-balance.wav")


def test_trains_a_recogniser_that_transcribes(tmp_path: Path) -> None:
    store, shown = ModelStore.open(), list[str]()
    train_stt(
        load_playbook(pipelines_folder() / "barista"),
        tmp_path / "stt",
        store=store,
        count=20,
        steps=15,
        batch=2,
        rank=4,
        seed=1,
        show=shown.append,
    )
    figures = json.loads((tmp_path / "stt" / "figures.json").read_text(encoding="utf-8"))
    assert figures["utterances"] == 20
    assert figures["loss_after"] < figures["loss_before"]
    old, new = ((one / FILE).read_bytes() for one in (store.path(RECOGNISER), tmp_path / "stt"))
    assert len(old) == len(new)
    assert old != new
    audio = read_audio(SPEECH, 16_000)
    for onnx in (True, False):
        engine = WhisperEngine.load(tmp_path / "stt", language=en, onnx=onnx)
        assert "balance" in engine.transcribe(audio, 16_000).text.lower()
