"""What docs/howto/engine.md and action.md tell a newcomer to write works as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from voice_agent.actions.kinds import make_action
from voice_agent.config.load import load_pipeline
from voice_agent.config.registry import ENGINES, FAMILIES
from voice_agent.playbook import ActionSpec
from voice_agent.testing.check_stage import check_stage

HOWTO = Path(__file__).parents[2] / "docs" / "howto"
MODEL = """
class load:
    def __init__(self, name, key): pass
    def recognise(self, audio): return "", 0.0

"""


def blocks(page: str, language: str) -> list[str]:
    text = (HOWTO / page).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "my_stt.py").write_text(MODEL + blocks("engine.md", "python")[0])
    return tmp_path


def test_the_recogniser_of_the_page_keeps_the_contract(folder: Path) -> None:
    report = check_stage("stt", "my_stt.py:MyStt", {"model": "base"}, options={}, folder=folder)
    assert report.ok, report


def test_the_stage_of_the_page_is_accepted(folder: Path) -> None:
    (stage,) = [block for block in blocks("engine.md", "yaml") if "fallback" in block]
    stages = {
        name: {"budget_ms": 100, **({"engine": engine} if engine else {})}
        for name, engine in {
            "vad": "webrtc",
            "turns": "silence",
            "slm": "onnx",
            "router": "",
            "answer": "",
            "tts": "piper",
        }.items()
    }
    written = yaml.safe_load(stage)
    pipeline = {"playbook": "book", "stages": {**stages, **written["stages"]}}
    (folder / "line.yaml").write_text(yaml.safe_dump(pipeline))
    config = load_pipeline(str(folder / "line.yaml"))
    assert [one.engine for one in config.stages["stt"].engines()] == ["my_stt.py:MyStt", "whisper"]


def test_every_stage_and_family_is_on_the_page() -> None:
    page = (HOWTO / "engine.md").read_text(encoding="utf-8")
    assert all(f"| `{stage}` |" in page for stage in ENGINES)
    assert all(f"`{family}:" in page for family in FAMILIES)


def test_the_actions_of_the_page_can_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANK_HOST", "bank.example")
    monkeypatch.setenv("BANK_URL", "https://bank.example")
    monkeypatch.setenv("BANK_TOKEN", "t")
    (tmp_path / "bank.py").write_text(blocks("action.md", "python")[0])
    made = 0
    for block in blocks("action.md", "yaml"):
        for spec in (yaml.safe_load(block).get("actions") or {}).values():
            parsed = ActionSpec.model_validate(spec)
            if parsed.kind is None:
                make_action(parsed, tmp_path)
            made += 1
    assert made == 6
