from voice_agent.server.doctor import checks


def test_doctor_stops_at_a_pipeline_that_is_not_there() -> None:
    found = list(checks("nowhere.yaml", 8765))
    assert found[-1].name == "pipeline"
    assert "no such pipeline file" in found[-1].problem


def test_doctor_looks_at_everything() -> None:
    names = [check.name for check in checks("barista", 8765)]
    assert names[:2] == ["python", "cores"]
    assert {"pipeline", "playbook", "model silero-vad", "llm", "port"} <= set(names)
