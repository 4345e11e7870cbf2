import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from voice_agent import __version__
from voice_agent.commands.cli import app, main
from voice_agent.commands.doctor import checks

run = CliRunner()


def test_version() -> None:
    assert run.invoke(app, ["version"]).output.strip() == __version__


@pytest.mark.parametrize(
    "command",
    ["demo", "serve", "call", "train", "eval", "doctor", "replay", "tune", "turns", "models"],
)
def test_every_command_explains_itself(command: str) -> None:
    result = run.invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert "Usage" in result.output


def test_a_mistake_is_one_line_and_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["voice-agent", "serve", "--pipeline", "bnak"])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 1
    error = capsys.readouterr().err
    assert error.startswith("voice-agent: no pipeline called 'bnak'; shipped: bank, barista")
    assert error.count("\n") == 1


def test_help_loads_neither_models_nor_pipecat_nor_torch() -> None:
    code = (
        "import sys; from typer.testing import CliRunner; "
        "from voice_agent.commands.cli import app; "
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0; "
        "print([m for m in ('torch', 'pipecat', 'onnxruntime') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_doctor_stops_at_a_pipeline_that_is_not_there() -> None:
    found = list(checks("nowhere.yaml", 8765))
    assert found[-1].name == "pipeline"
    assert "no such pipeline file" in found[-1].problem


def test_doctor_looks_at_everything(tmp_path: Path) -> None:
    names = [check.name for check in checks("barista", 8765)]
    assert names[:2] == ["python", "cores"]
    assert {"pipeline", "playbook", "model silero-vad", "llm", "port"} <= set(names)
