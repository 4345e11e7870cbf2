from pathlib import Path

from voice_agent.core.resources import pipelines_folder
from voice_agent.server.doctor import checks


def test_doctor_stops_at_a_pipeline_that_is_not_there() -> None:
    found = list(checks("nowhere.yaml", 8765))
    assert found[-1].name == "pipeline"
    assert "no such pipeline file" in found[-1].problem


def test_doctor_looks_at_everything() -> None:
    names = [check.name for check in checks("barista", 8765)]
    assert names[:2] == ["python", "cores"]
    assert {"pipeline", "playbook", "model silero-vad", "llm", "port"} <= set(names)


def test_doctor_names_a_carrier_that_does_not_exist(tmp_path: Path) -> None:
    file = tmp_path / "line.yaml"
    text = (pipelines_folder() / "barista.yaml").read_text()
    book = pipelines_folder() / "barista"
    text = text.replace("playbook: barista", f"playbook: {book}")
    file.write_text(f"{text}\ncarriers: [raw, pigeon]\n")
    (found,) = [check for check in checks(str(file), 8765) if check.name == "carriers"]
    assert found.fatal
    assert "carriers: unknown carrier 'pigeon'; known: raw, twilio" in found.problem
    (found,) = [check for check in checks("barista", 8765) if check.name == "carriers"]
    assert (found.found, found.problem) == ("raw, twilio", "")
