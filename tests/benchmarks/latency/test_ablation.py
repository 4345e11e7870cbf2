"""One trick off at a time."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from benchmarks.latency.ablation import parse, switches, variants
from benchmarks.latency.variants import changed, write_variant
from voice_agent.config.load import load_pipeline
from voice_agent.core.errors import ConfigError


def test_switches_are_what_is_on() -> None:
    keys = dict(switches(load_pipeline("bank")))
    assert keys["stages.stt.args.prompt"] is False
    assert keys["stages.stt.args.short_encode"] is False
    assert keys["stages.turns.engine"] == "silence"


def test_a_change_is_set_and_another_engine_loses_the_old_arguments() -> None:
    content = {"stages": {"turns": {"engine": "smart_turn", "args": {"threads": 1}}}}
    assert changed(content, ("stages.turns.engine", "silence")) == {
        "stages": {"turns": {"engine": "silence"}}
    }
    assert changed(content, ("listen.stop_ms", 300))["listen"] == {"stop_ms": 300}
    assert changed(content, None) == content
    assert content["stages"]["turns"]["args"] == {"threads": 1}
    assert parse("listen.stop_ms=300") == ("listen.stop_ms", 300)
    with pytest.raises(ConfigError, match="KEY=VALUE"):
        parse("prompt")


def test_a_variant_is_a_pipeline_file_that_loads_from_anywhere(tmp_path: Path) -> None:
    file = write_variant("bank", ("stages.stt.args.prompt", False), tmp_path)
    config = load_pipeline(str(file))
    assert config.stages["stt"].args == {"prompt": False}
    assert config.playbook_folder == load_pipeline("bank").playbook_folder
    assert yaml.safe_load(file.read_text())["playbook"].startswith("/")


def test_the_whole_pipeline_is_measured_first_and_last() -> None:
    names = [name for name, _ in variants([("a.b", False)])]
    assert names == ["everything on", "a.b = False", "everything on, again"]
