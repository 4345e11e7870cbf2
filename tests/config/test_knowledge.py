"""Which way a pipeline's knowledge folder is searched."""

from pathlib import Path
from typing import Any

import pytest

from voice_agent.config import knowledge as module
from voice_agent.config.knowledge import load_knowledge
from voice_agent.config.load import load_pipeline
from voice_agent.config.models import ModelStore
from voice_agent.config.schema import KnowledgeConfig, PipelineConfig
from voice_agent.knowledge.evidence import Answering
from voice_agent.playbook import Playbook, load_playbook


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    lines: list[str] = []

    class Log:
        def warning(self, text: str, *values: Any) -> None:
            lines.append(text.format(*values))

    monkeypatch.setattr(module, "logger", Log())
    return lines


def barista(sentences: str | None) -> tuple[PipelineConfig, Playbook]:
    config = load_pipeline("barista")
    chosen = config.model_copy(update={"knowledge": KnowledgeConfig(sentences=sentences)})
    return chosen, load_playbook(config.playbook_folder)


def test_a_missing_model_is_one_line_and_words_are_compared(said: list[str]) -> None:
    knowledge = load_knowledge(*barista("gone"), ModelStore.open())
    assert not knowledge.knows_meanings
    assert len(knowledge) > 0
    assert len(said) == 1
    assert "by words alone" in said[0]
    assert "gone" in said[0]


def test_words_alone_can_be_asked_for(said: list[str]) -> None:
    assert not load_knowledge(*barista(None), ModelStore.open()).knows_meanings
    assert said == []


def test_a_model_of_another_language_is_not_used(
    said: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "answering.json").write_text(Answering({}, 0.0, ("de",)).to_json())
    monkeypatch.setattr(ModelStore, "path", lambda self, name: tmp_path)
    assert not load_knowledge(*barista("sentences"), ModelStore.open()).knows_meanings
    assert "knows de, not 'en'" in said[0]
