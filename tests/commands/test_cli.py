import subprocess
import sys

import pytest
from typer.testing import CliRunner

from voice_agent import __version__
from voice_agent.commands.cli import app, run

runner = CliRunner()
COMMANDS = (
    ["bench"],
    ["bench", "latency"],
    ["call"],
    ["capacity"],
    ["chat"],
    ["check"],
    ["check-stage"],
    ["data", "fetch"],
    ["demo"],
    ["dial"],
    ["doctor"],
    ["eval"],
    ["init"],
    ["models", "add"],
    ["models", "compare"],
    ["models", "fetch"],
    ["models", "list"],
    ["models", "promote"],
    ["models", "rollback"],
    ["models", "verify"],
    ["phrases", "advise"],
    ["phrases", "confusions"],
    ["phrases", "hear"],
    ["record", "migrate"],
    ["recording"],
    ["reference"],
    ["reload"],
    ["replay"],
    ["serve"],
    ["simulate"],
    ["token"],
    ["train"],
    ["train-ears"],
    ["train-sentences"],
    ["train-stt"],
    ["tune"],
    ["turns", "export"],
    ["turns", "label"],
    ["turns", "learn"],
    ["validate"],
    ["version"],
)


def test_version() -> None:
    assert runner.invoke(app, ["version"]).output.strip() == __version__
    assert runner.invoke(app, ["--version"]).output.strip() == __version__


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["serve", "--twilio"], "No such option: --twilio"),
        (["serve", "--port", "many"], "Invalid value for '--port'"),
        (["frob"], "No such command 'frob'; see voice-agent --help"),
        (
            ["trian"],
            "No such command 'trian'. Did you mean 'train', 'turns'? See voice-agent --help",
        ),
        (["call"], "Missing argument 'files'; see voice-agent call --help"),
    ],
)
def test_a_bad_option_is_one_line_and_status_2(
    arguments: list[str],
    problem: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "argv", ["voice-agent", *arguments])
    with pytest.raises(SystemExit) as stopped:
        run()
    assert stopped.value.code == 2
    error = capsys.readouterr().err
    assert error.startswith(f"voice-agent: {problem}")
    assert error.count("\n") == 1
    assert error.rstrip().endswith("--help")


def test_an_option_may_come_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VOICE_AGENT_SERVE_PORT", "many")
    monkeypatch.setattr(sys, "argv", ["voice-agent", "serve"])
    with pytest.raises(SystemExit) as stopped:
        run()
    assert stopped.value.code == 2
    assert "Invalid value for '--port'" in capsys.readouterr().err


def test_a_variable_with_the_version_of_an_image_is_no_option(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("VOICE_AGENT_VERSION", "1.2")
    result = runner.invoke(app, ["data", "--help"], auto_envvar_prefix="VOICE_AGENT")
    assert result.exit_code == 0


def test_shells_complete_commands() -> None:
    environment = {
        "_VOICE_AGENT_COMPLETE": "complete_bash",
        "COMP_WORDS": "voice-agent va",
        "COMP_CWORD": "1",
    }
    found = runner.invoke(app, [], env=environment, prog_name="voice-agent")
    assert "validate" in found.output


def test_the_status_of_a_command_comes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["voice-agent", "version"])
    with pytest.raises(SystemExit) as stopped:
        run()
    assert stopped.value.code == 0


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(command: list[str]) -> None:
    result = runner.invoke(app, [*command, "--help"])
    assert result.exit_code == 0
    assert " ".join(["Usage:", "voice-agent", *command]) in " ".join(result.output.split())


def test_the_help_lists_every_command() -> None:
    result = runner.invoke(app, ["--help"])
    listed = {
        line.split()[1]
        for line in result.output.splitlines()
        if line[:2] == "│ " and line[2] != " "
    }
    options = {"--help", "--version", "--install-completion", "--show-completion"}
    assert listed == {command for command, *_ in COMMANDS} | options


def test_a_group_alone_shows_its_commands() -> None:
    result = runner.invoke(app, ["turns"])
    assert {"export", "label", "learn"} <= set(result.output.split())


def test_a_command_that_is_not_there_is_a_usage_error() -> None:
    result = runner.invoke(app, ["trian"])
    assert result.exit_code == 2
    assert "train" in result.output


def test_a_mistake_is_one_line_and_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["voice-agent", "serve", "--pipeline", "bnak"])
    with pytest.raises(SystemExit) as stopped:
        run()
    assert stopped.value.code == 1
    error = capsys.readouterr().err
    assert error.startswith("voice-agent: no pipeline called 'bnak'; shipped: bank, barista")
    assert error.count("\n") == 1


@pytest.mark.parametrize("arguments", [["--help"], ["turns", "--help"], ["serve", "--help"]])
def test_help_loads_neither_models_nor_pipecat_nor_torch(arguments: list[str]) -> None:
    code = (
        "import sys; from typer.testing import CliRunner; "
        "from voice_agent.commands.cli import app; "
        f"assert CliRunner().invoke(app, {arguments}).exit_code == 0; "
        "print([m for m in ('torch', 'pipecat', 'onnxruntime', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_variable_that_is_nearly_an_option_is_told_of(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VOICE_AGENT_SERVE_PROT", "9000")
    monkeypatch.setattr(sys, "argv", ["voice-agent", "serve", "--port", "many"])
    with pytest.raises(SystemExit):
        run()
    first, _ = capsys.readouterr().err.splitlines()
    assert first == (
        "voice-agent: VOICE_AGENT_SERVE_PROT has no effect; did you mean VOICE_AGENT_SERVE_PORT?"
    )
