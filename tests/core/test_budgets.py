from voice_agent.core.budgets import STAGES, Budget, BudgetTable, actions_for


def test_the_report_sets_measured_against_budget_in_pipeline_order() -> None:
    table = BudgetTable(turn_ms=1000, stages={"stt": Budget(100, 300), "slm": Budget(3, 9)})
    report = table.report({"slm": 4.04, "stt": 80.0, "tts": 7.0})
    assert list(report) == ["stt", "slm", "tts"]
    assert report["stt"] == {"ms": 80.0, "budget_ms": 100, "over": False}
    assert report["slm"] == {"ms": 4.0, "budget_ms": 3, "over": True}
    assert report["tts"] == {"ms": 7.0, "budget_ms": None, "over": False}


def test_every_stage_can_do_something_about_an_overrun() -> None:
    for stage in STAGES:
        assert actions_for(stage)
    assert actions_for("llm")[0] == "fallback"
    assert actions_for("vad") == ("log",)
    assert "last_partial" in actions_for("stt")
    assert "next_route" in actions_for("slm")
    assert actions_for("tts")[0] == "cached"
