"""The cards of the shipped models are what the code writes of them today."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pages import ROOT

from voice_agent.playbook import load_playbook
from voice_agent.slm.labels import Labels
from voice_agent.training.measure.card import write_card


@pytest.mark.parametrize("name", ["bank", "barista"])
def test_card_is_up_to_date(name: str, tmp_path: Path) -> None:
    model = ROOT / "models" / name
    figures = json.loads((model / "figures.json").read_text(encoding="utf-8"))
    labels = Labels.read(model / "labels.json")
    card = tmp_path / "CARD.md"

    write_card(card, load_playbook(ROOT / "pipelines" / name), labels, figures)

    assert card.read_text(encoding="utf-8") == (model / "CARD.md").read_text(encoding="utf-8")
