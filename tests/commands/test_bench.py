import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import benchmarks
from voice_agent.commands import bench
from voice_agent.commands.cli import app
from voice_agent.core.errors import ConfigError

HERE = Path(benchmarks.__path__[0])


def test_every_benchmark_is_a_command() -> None:
    assert {"accuracy", "compare", "gate", "heard-turns", "latency", "stock-bot"} <= set(
        bench.group().commands
    )


def test_every_benchmark_has_a_help_of_one_sentence() -> None:
    for name, command in bench.group().commands.items():
        assert command.help, name


def test_listing_the_benchmarks_imports_none() -> None:
    before = {name for name in sys.modules if name.startswith("benchmarks.latency.")}
    result = CliRunner().invoke(app, ["bench", "--help"])
    assert result.exit_code == 0
    assert "endpointing" in result.output
    assert before == {name for name in sys.modules if name.startswith("benchmarks.latency.")}


def test_without_a_checkout_one_line_says_where_benchmarks_are(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(bench, "find_spec", lambda name: None)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match="come with a checkout"):
        bench.group()


def test_a_checkout_in_the_current_folder_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "find_spec", lambda name: None)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.chdir(HERE.parent)
    assert "latency" in bench.group().commands
    assert sys.path[-1] == str(HERE.parent)


def test_another_package_of_that_name_is_not_ours(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "benchmarks" / "__init__.py").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(bench, "find_spec", lambda name: None)
    with pytest.raises(ConfigError, match="come with a checkout"):
        bench.group()
