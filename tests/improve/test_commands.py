"""``replay`` and ``tune`` from pipeline file to printed table."""

from __future__ import annotations

import builtins
import json
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from recorded_calls import (
    CALLS,
    TableReader,
    printed,
    quiet_console,
    read,
    record_calls,
    write_pipeline,
)
from typer.testing import CliRunner

from voice_agent.commands.cli import app
from voice_agent.config.load import load_pipeline
from voice_agent.core.errors import ConfigError
from voice_agent.core.turn import OUT_OF_SCOPE, Transcript
from voice_agent.improve import tune as tune_module
from voice_agent.improve.masks import words_of
from voice_agent.improve.model_folders import load_slm
from voice_agent.improve.read_record import read_record, replayable
from voice_agent.improve.replay import replay, run_replay
from voice_agent.improve.tune import run_tune
from voice_agent.playbook.load import load_playbook
from voice_agent.playbook.turn_files import read_turns


@pytest.fixture
def pipeline(tmp_path: Path) -> str:
    return str(write_pipeline(tmp_path))


@pytest.fixture
def url(tmp_path: Path, pipeline: str) -> str:
    url = f"sqlite:///{tmp_path}/calls.sqlite"
    record_calls(url, load_playbook(tmp_path / "small"), read, CALLS)
    return url


def test_replay_without_changes_moves_nothing(pipeline: str, url: str) -> None:
    console = quiet_console()
    assert run_replay(pipeline, url, [], console=console) == []
    assert f"{sum(map(len, CALLS))} turns replayed" in printed(console)
    assert "0 would go elsewhere, 0 go the same way" in printed(console)


def test_replay_counts_and_lists_what_moves(pipeline: str, url: str) -> None:
    console = quiet_console()
    run_replay(pipeline, url, ["escalation_threshold=0.5"], console=console)
    text = printed(console)
    assert "1 would go elsewhere" in text
    assert "call04 turn 1: llm -> human: I have had enough of this" in text
    assert "then unsure of thanks" in text
    assert "now  caller is angry" in text


def test_replay_says_what_it_cannot_replay_and_why(pipeline: str, url: str, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "calls.sqlite") as database:
        stored = json.loads(database.execute("select decision from turns limit 1").fetchone()[0])

        def store(call: str, turn: int, decision: Any) -> None:
            database.execute(
                "update turns set decision=? where call_id=? and turn=?",
                (json.dumps(decision), call, turn),
            )

        store("call00", 1, stored | {"playbook": "other"})
        store("call00", 2, stored | {"exact": False})
        store("call00", 3, stored | {"seen": {"reading": 1}})
        gone = stored["seen"]["state"] | {"task": "loan", "awaiting": "amount"}
        store("call01", 1, stored | {"seen": stored["seen"] | {"state": gone}})
    console = quiet_console()
    assert run_replay(pipeline, url, [], console=console) == []
    text = printed(console)
    assert "1 turn: of another playbook, 'other'" in text
    assert "1 turn: the route depends on words that redaction has replaced" in text
    assert "1 turn: damaged" in text
    assert "1 turn: the playbook no longer has the intent 'loan'" in text
    assert f"{sum(map(len, CALLS)) - 4} turns replayed" in text


def test_replay_tells_that_the_playbook_has_changed(
    pipeline: str, url: str, tmp_path: Path
) -> None:
    file = tmp_path / "small" / "playbook.yaml"
    content = yaml.safe_load(file.read_text())
    content["policy"]["min_intent_confidence"] = 0.6
    file.write_text(yaml.safe_dump(content))
    console = quiet_console()
    assert len(run_replay(pipeline, url, [], console=console)) == 1
    assert "has changed since these turns were recorded" in printed(console)


@pytest.mark.real
def test_turns_read_by_the_shipped_model_replay_exactly(tmp_path: Path) -> None:
    config = load_pipeline("bank")
    book = load_playbook(config.playbook_folder)
    engine = load_slm(config, book)
    today = date(2026, 11, 22)
    turns = read_turns(book.folder / "heldout.yaml", book)
    words = [words_of(turn.say, book) for turn in turns if not turn.asked]
    calls = [words[i : i + 4] for i in range(0, len(words), 4)]
    calls.append(["send fifty dollars to my friend", "Sarah Connor", "tomorrow", "yes please"])
    calls.append(["I want to change my phone number", "it's 312-555-0188", "yes"])
    url = f"sqlite:///{tmp_path}/calls.sqlite"
    routes = record_calls(
        url,
        book,
        lambda text, asked: engine.read(Transcript(text, 0.9), asked=asked, today=today),
        calls,
        today=today,
    )
    found = replayable(read_record(url), book.name)
    assert found.left_out == {}
    assert len(found.turns) == len(routes) > 250
    assert [(t.to, t.reason) for t in found.turns] == [(r.to, r.reason) for r in routes]
    assert replay(found.turns, book) == []


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


def test_the_commands_are_there_and_pass_on_what_they_are_told(
    pipeline: str, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It would log to the runner's own terminal, which is gone afterwards.
    monkeypatch.setattr("voice_agent.core.logs.set_up_logging", lambda level: None)
    run = CliRunner()
    result = run.invoke(
        app, ["replay", "-p", pipeline, "--record", url, "--set", "escalation_threshold=0.5"]
    )
    assert result.exit_code == 0
    assert "1 would go elsewhere" in result.output
    for command in (
        ["tune"], ["turns", "export"], ["turns", "label"], ["turns", "learn"],
        ["models", "compare"], ["models", "promote"], ["models", "rollback"],
    ):  # fmt: skip
        assert run.invoke(app, [*command, "--help"]).exit_code == 0
