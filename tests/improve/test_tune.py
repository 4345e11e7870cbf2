"""``tune`` from labelled turns to printed table."""

from __future__ import annotations

import builtins
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from recorded_calls import (
    TableReader,
    printed,
    quiet_console,
    write_pipeline,
)

from voice_agent.core.errors import ConfigError
from voice_agent.core.turn import OUT_OF_SCOPE
from voice_agent.improve import tune as tune_module
from voice_agent.improve.tune import run_tune


def labelled_turns() -> tuple[list[dict[str, Any]], dict[str, tuple[str, float]]]:
    """Right answers are surer than 0.7, wrong ones are not."""
    turns, table = [], {}
    for i in range(30):
        right, wrong = f"right words of number {i}", f"wrong words of number {i}"
        turns += [{"say": right, "intent": "balance"}, {"say": wrong, "intent": OUT_OF_SCOPE}]
        table |= {right: ("balance", 0.72 + i / 200), wrong: ("balance", 0.52 + i / 200)}
    return turns, table


@pytest.fixture
def tuned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    turns, table = labelled_turns()
    monkeypatch.setattr(tune_module, "load_slm", lambda config, book: TableReader(table))
    return str(write_pipeline(tmp_path / "tuned", turns))


def test_tune_prints_the_lines_for_the_playbook(tuned: str, tmp_path: Path) -> None:
    console = quiet_console()
    figures = tmp_path / "figures.json"
    found = run_tune(tuned, [], {}, json_out=figures, console=console)
    text = printed(console)
    assert found.worth_it
    assert 0.66 < found.best["min_intent_confidence"] <= 0.72
    assert f"policy:\n  min_intent_confidence: {found.best['min_intent_confidence']:g}\n" in text
    assert "escalation_threshold rests on little" in text
    stored = json.loads(figures.read_text())
    assert stored["now"]["wrong"] == 30
    assert stored["cross_validated"]["wrong"] < 30
    assert stored["thresholds"]["best"] == dict(found.best)
    assert len(stored["curve"]) > 40


def test_costs_come_from_the_playbook_and_from_the_command_line(tuned: str) -> None:
    file = Path(tuned).parent / "small" / "playbook.yaml"
    content = yaml.safe_load(file.read_text())
    content["policy"]["costs"] = {"wrong_answer": 7.0}
    file.write_text(yaml.safe_dump(content))
    found = run_tune(tuned, [], {"llm_call": 0.5, "wrong_answer": None}, console=quiet_console())
    assert (found.costs.wrong_answer, found.costs.llm_call) == (7.0, 0.5)
    with pytest.raises(ConfigError, match=r"costs\.llm_call"):
        run_tune(tuned, [], {"llm_call": -1.0})


def test_too_few_turns_to_tune_on(tuned: str, tmp_path: Path) -> None:
    file = tmp_path / "few.yaml"
    file.write_text("turns: [{say: hi, intent: thanks}, {say: not labelled}]\n")
    with pytest.raises(ConfigError, match="1 labelled turns are too few"):
        run_tune(tuned, [file], {})


def test_the_picture(tuned: str, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="needs the 'bench' extra")
    run_tune(tuned, [], {}, plot=tmp_path / "curve.png", console=quiet_console())
    assert (tmp_path / "curve.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(ConfigError, match="cannot be drawn"):
        run_tune(tuned, [], {}, plot=tmp_path / "no" / "curve.png", console=quiet_console())


def test_without_matplotlib_a_picture_is_one_clear_error(
    tuned: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "matplotlib":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ConfigError, match=r"pip install 'voice-agent\[bench\]'"):
        run_tune(tuned, [], {}, plot=tmp_path / "curve.png")
