from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from voice_agent.config.schema import EngineConfig, ListenConfig, PipelineConfig, StageConfig


def pipeline(**keys: Any) -> PipelineConfig:
    return PipelineConfig.model_validate(
        {
            "file": Path("/lines/line.yaml"),
            "playbook": "book",
            "stages": {"stt": {"engine": "whisper", "budget_ms": 50}},
            **keys,
        }
    )


def test_a_stage_is_given_up_after_three_budgets_unless_it_says_when() -> None:
    plain = StageConfig(budget_ms=50).budget("stt")
    assert (plain.ms, plain.deadline_ms, plain.on_overrun) == (50, 150, "clarify")
    chosen = StageConfig(budget_ms=50, deadline_ms=70, on_overrun="last_partial").budget("stt")
    assert (chosen.ms, chosen.deadline_ms, chosen.on_overrun) == (50, 70, "last_partial")
    assert StageConfig(budget_ms=5).budget("router").on_overrun == "log"


def test_engines_come_in_the_order_in_which_they_are_asked() -> None:
    stage = StageConfig(engine="a", args={"x": 1}, budget_ms=1, fallback=[EngineConfig(engine="b")])
    assert [(one.engine, one.args) for one in stage.engines()] == [("a", {"x": 1}), ("b", {})]
    assert StageConfig(budget_ms=1).engines() == []


@pytest.mark.parametrize(
    "keys",
    [
        {"budget_ms": 0},
        {"budget_ms": 1, "deadline_ms": 0},
        {"budget_ms": 1, "on_overrun": "shout"},
        {"budget_ms": 1, "fallback": ["whisper"]},
        {"budget_ms": 1, "speculate": "sometimes"},
        {"budget_ms": 1, "unknown": 1},
    ],
)
def test_a_wrong_stage_is_refused(keys: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        StageConfig.model_validate(keys)


@pytest.mark.parametrize(
    "keys", [{"threshold": 0}, {"threshold": 1}, {"cut_in": 0}, {"start_ms": 0}, {"max_turn_s": 1}]
)
def test_a_wrong_time_or_share_is_refused(keys: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        ListenConfig.model_validate(keys)


def test_the_playbook_lies_beside_the_pipeline_file() -> None:
    assert pipeline().playbook_folder == Path("/lines/book").resolve()
    assert pipeline(playbook="/other/book").playbook_folder == Path("/other/book").resolve()


def test_a_file_of_its_own_for_the_actions_lies_beside_the_pipeline_file() -> None:
    assert pipeline().actions_file is None
    assert pipeline(actions="own.yaml").actions_file == Path("/lines/own.yaml").resolve()


def test_the_budget_table_has_every_stage_and_the_whole_turn() -> None:
    table = pipeline(turn_budget_ms=500).budgets()
    assert (table.turn_ms, table.turn_deadline_ms, table.turn_on_overrun) == (500, 2000, "fallback")
    assert table.stages["stt"].ms == 50
    assert pipeline(turn_deadline_ms=900).budgets().turn_deadline_ms == 900
