from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from fakes import playbook
from recorded_calls import CALLS, printed, quiet_console, read, record_calls

from voice_agent.calls.record import RecordStore
from voice_agent.core.errors import ConfigError
from voice_agent.improve.export import run_export, without_names
from voice_agent.improve.read_record import read_record, replayable
from voice_agent.playbook.turn_files import read_turns, write_turns


@pytest.fixture
def url(tmp_path: Path) -> str:
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "fees.md").write_text("# Fees\n## The fees\nIt costs nothing.\n")
    url = f"sqlite:///{tmp_path}/calls.sqlite"
    record_calls(url, playbook(tmp_path), read, CALLS)
    return url


def test_turns_of_a_route_with_question_words_and_thought(url: str, tmp_path: Path) -> None:
    out = tmp_path / "turns.yaml"
    run_export(url, out, console=quiet_console())
    turns = {turn.say: turn for turn in read_turns(out)}
    assert list(turns)[:1] == ["should I pay off my house or save"]
    turn = turns["should I pay off my house or save"]
    assert turn.asked == "Hello."
    assert turn.intent is None
    extra = turn.model_extra or {}
    assert extra["id"] == "call03/1"
    assert extra["thought"]["intent"] == "advice"
    assert extra["route"] == "llm"


def test_no_name_or_number_leaves_the_database(url: str, tmp_path: Path) -> None:
    out = tmp_path / "turns.yaml"
    run_export(url, out, routes=["all"], console=quiet_console())
    text = out.read_text()
    assert "tell [name] that I am late" in text
    assert "[payee]" in text
    for name in ("Sarah", "Connor", "Frank", "Robert", "Miller"):
        assert name not in text, name


def test_the_same_turn_is_there_once_and_counted(url: str, tmp_path: Path) -> None:
    out = tmp_path / "turns.yaml"
    run_export(url, out, routes=["clarify"], console=quiet_console())
    counts = [(t.say, t.asked, (t.model_extra or {})["times"]) for t in read_turns(out)]
    assert len({(say, asked) for say, asked, _ in counts}) == len(counts)
    assert ("banana", "Sorry?", 1) in counts


def test_labels_in_the_file_are_kept(url: str, tmp_path: Path) -> None:
    out = tmp_path / "turns.yaml"
    run_export(url, out, console=quiet_console())
    turns = read_turns(out)
    turns[0] = turns[0].model_copy(update={"intent": "advice", "by": "person"})
    write_turns(out, turns, "")
    assert run_export(url, out, console=quiet_console()) == []
    assert read_turns(out) == turns
    assert run_export(url, out, routes=["human"], console=quiet_console())
    assert read_turns(out)[: len(turns)] == turns


def test_only_calls_since_a_day(url: str, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "calls.sqlite") as database:
        database.execute("update calls set started_at='2020-01-01 00:00:00.000' where id<>'call03'")
    out = tmp_path / "turns.yaml"
    new = run_export(url, out, since="2021-01-01", console=quiet_console())
    assert {str((t.model_extra or {})["id"]).split("/")[0] for t in new} == {"call03"}
    console = quiet_console()
    assert run_export(url, out, since="2999-01-01", console=console) == []
    assert "nothing to export" in printed(console)


def test_wrong_arguments_are_one_clear_error(url: str, tmp_path: Path) -> None:
    out = tmp_path / "turns.yaml"
    with pytest.raises(ConfigError, match="--since soon: expected a date"):
        run_export(url, out, since="soon")
    with pytest.raises(ConfigError, match="--route lmm: unknown; known: answer"):
        run_export(url, out, routes=["lmm"])


def test_a_record_of_an_older_version_can_be_exported_but_not_replayed(
    url: str, tmp_path: Path
) -> None:
    with sqlite3.connect(tmp_path / "calls.sqlite") as database:
        database.execute("alter table turns drop column decision")
    found = replayable(read_record(url), "test")
    assert found.turns == []
    assert list(found.left_out) == ["recorded by an older version, without what the router saw"]
    out = tmp_path / "turns.yaml"
    run_export(url, out, routes=["retrieve"], console=quiet_console())
    turn = read_turns(out)[0]
    assert turn.say == "the fees please"
    assert turn.asked.startswith("Your checking balance")
    assert (turn.model_extra or {})["thought"]["ranking"] == {"fees": 0.7}


@pytest.mark.parametrize("content", [b"", b"this is no database" * 100])
def test_something_else_than_a_record_is_one_clear_error(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "other.sqlite"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=r"no call record|not a database") as caught:
        read_record(f"sqlite:///{file}")
    assert "\n" not in str(caught.value)


def test_a_misspelt_file_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        read_record(f"sqlite:///{tmp_path}/cals.sqlite")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ConfigError, match="cannot read") as caught:
        read_record("postgresql+nodriver://u:hunter2@h/db")
    assert "hunter2" not in str(caught.value)


def test_an_empty_record_has_no_turns(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/calls.sqlite"
    RecordStore.open(url, "bank").close()
    assert read_record(url) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("My wife Xiaoming left on Monday", "My wife [name] left on Monday"),
        ("Sarah Miller called me", "[name] called me"),
        ("Can I pay. What now", "Can I pay. What now"),
        ("tell jennifer I'm late", "tell [name] I'm late"),
        ("Robert's account", "[name] account"),
        ("my number is 48213 ok", "my number is [digits] ok"),
        ("send $2500 or 1,200 dollars", "send $2500 or 1,200 dollars"),
        ("to [payee] and you", "to [payee] and you"),
    ],
)
def test_what_looks_like_a_name_is_replaced(text: str, expected: str) -> None:
    assert without_names(text) == expected


def test_names_the_agent_itself_said_stay() -> None:
    assert without_names("is this Harbour Bank", "This is Harbour Bank.") == "is this Harbour Bank"
    assert without_names("is this Harbour Bank") == "is this [name] Bank"
