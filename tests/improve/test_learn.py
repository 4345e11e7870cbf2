from __future__ import annotations

from pathlib import Path

import pytest
from recorded_calls import printed, quiet_console, write_pipeline

from voice_agent.core.errors import ConfigError
from voice_agent.improve.learn import run_learn
from voice_agent.playbook.load import load_playbook
from voice_agent.playbook.turn_files import read_turns
from voice_agent.training.data.labelled import learned_rows

HELDOUT = [{"say": "what do you charge for [a transfer](account)", "intent": "fees"}]
TURNS = """\
turns:
- {say: "send ten bucks to [payee]", asked: "Hello [name].", intent: transfer, act: request, id: x}
- {say: "you people [digits]", intent: thanks, escalation: anger, by: llm}
- {say: "compare it all", intent: advice, needs_llm: true}
- {say: "no label"}
- {say: "What do you charge for a transfer?", intent: fees}
"""


@pytest.fixture
def pipeline(tmp_path: Path) -> str:
    (tmp_path / "turns.yaml").write_text(TURNS)
    return str(write_pipeline(tmp_path, HELDOUT))


def test_labelled_turns_are_added_in_the_form_that_training_reads(
    tmp_path: Path, pipeline: str
) -> None:
    console = quiet_console()
    assert len(run_learn(tmp_path / "turns.yaml", pipeline, console=console)) == 3
    book = load_playbook(tmp_path / "small")
    rows = list(learned_rows(book, 0.1))
    assert [row.intents for row in rows] == [("transfer",), ("thanks",), ("advice",)]
    assert rows[0].phrase.entities == {"payee"}
    assert rows[0].act == "request"
    assert rows[1].escalation == "anger"
    assert rows[2].reasoning is True
    learned = tmp_path / "small" / "learned.yaml"
    text = learned.read_text()
    assert "send ten bucks to {payee}" in text
    assert "[" not in "".join(turn.say + turn.asked for turn in read_turns(learned))
    assert "id:" not in text
    assert "1: in heldout.yaml" in printed(console)


def test_learning_twice_adds_nothing(tmp_path: Path, pipeline: str) -> None:
    run_learn(tmp_path / "turns.yaml", pipeline, console=quiet_console())
    before = (tmp_path / "small" / "learned.yaml").read_text()
    console = quiet_console()
    assert run_learn(tmp_path / "turns.yaml", pipeline, console=console) == []
    assert (tmp_path / "small" / "learned.yaml").read_text() == before
    assert "3: in learned.yaml already" in printed(console)


def test_another_label_for_a_learned_turn_is_for_a_person_to_settle(
    tmp_path: Path, pipeline: str
) -> None:
    run_learn(tmp_path / "turns.yaml", pipeline, console=quiet_console())
    other = tmp_path / "other.yaml"
    other.write_text("turns: [{say: compare it all, intent: fees}, {say: hey, intent: thanks}]\n")
    console = quiet_console()
    assert [turn.say for turn in run_learn(other, pipeline, console=console)] == ["hey"]
    assert "with another intent: correct it there" in printed(console)


def test_a_damaged_learned_file_is_not_written_over(tmp_path: Path, pipeline: str) -> None:
    target = tmp_path / "small" / "learned.yaml"
    target.write_text("turns: [{")
    with pytest.raises(ConfigError, match=r"learned\.yaml"):
        run_learn(tmp_path / "turns.yaml", pipeline, console=quiet_console())
    assert target.read_text() == "turns: [{"
