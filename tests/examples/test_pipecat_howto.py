"""What docs/howto/pipecat-service.md tells a newcomer to write is accepted as it stands there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

from voice_agent.config.registry import check_engine
from voice_agent.config.schema import PipelineConfig
from voice_agent.pipeline.inserts import read_inserts

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "pipecat-service.md"


def blocks() -> list[Mapping[str, Any]]:
    text = PAGE.read_text(encoding="utf-8")
    return [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)]


def stages() -> list[tuple[str, Mapping[str, Any]]]:
    return [(name, stage) for block in blocks() for name, stage in block.get("stages", {}).items()]


@pytest.mark.parametrize(("name", "stage"), stages())
def test_a_stage_of_the_page_is_accepted(name: str, stage: Mapping[str, Any]) -> None:
    vendor = stage["engine"].removeprefix("pipecat:").partition(".")[0]
    if vendor in ("deepgram", "anthropic") and find_spec(vendor) is None:
        pytest.skip(f"needs pip install 'pipecat-ai[{vendor}]'")
    assert check_engine(name, stage["engine"], stage.get("args", {})) is None
    for one in stage.get("fallback", []):
        assert check_engine(name, one["engine"], one.get("args", {})) is None
    others = {"router": {"budget_ms": 1}, name: stage}
    PipelineConfig.model_validate({"file": PAGE, "playbook": ".", "stages": others})


def test_the_processors_and_observers_of_the_page_can_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (block,) = [block for block in blocks() if "processors" in block]
    package = tmp_path / "my_package"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "watch.py").write_text(
        "from pipecat.observers.base_observer import BaseObserver\n"
        "class Latency(BaseObserver):\n"
        "    def __init__(self, *, log: bool = False):\n"
        "        super().__init__()\n"
        "    async def on_push_frame(self, data): pass\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    written = {"file": tmp_path / "line.yaml", "playbook": ".", "stages": {}, **block}
    inserts = read_inserts(PipelineConfig.model_validate(written))
    assert len(inserts.processors) == 1
    assert len(inserts.watching()) == 2


def test_a_typing_error_is_answered_as_the_page_says() -> None:
    pytest.importorskip("deepgram")
    arguments = {"api_key": "k", "settings": {"speed": 2}}
    problem = check_engine("stt", "pipecat:deepgram.stt.DeepgramSTTService", arguments)
    assert problem is not None
    shown = r"args\.settings\.speed: unknown setting of DeepgramSTTService; known: detect_entities"
    assert re.match(shown, problem)
    assert "stages.stt.args.settings.speed: unknown setting" in PAGE.read_text(encoding="utf-8")
