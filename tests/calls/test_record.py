import json
import sqlite3
from pathlib import Path

import pytest
from fakes import playbook
from recorded_calls import CALLS, read, record_calls
from sqlalchemy import select, text

from voice_agent.calls.call import Call
from voice_agent.calls.hub import Hub
from voice_agent.calls.playback import Playback
from voice_agent.calls.record import RecordStore
from voice_agent.calls.record_tables import calls
from voice_agent.core.budgets import BudgetTable
from voice_agent.core.clock import Clock
from voice_agent.core.errors import ConfigError, StageError


@pytest.mark.parametrize(
    "url",
    ["nonsense", "sqlite:////no/such/folder/x.sqlite", "postgresql+nodriver://u:hunter2@h/db"],
)
def test_a_database_that_cannot_be_opened_is_one_line_without_the_password(url: str) -> None:
    with pytest.raises(ConfigError, match="record_url") as caught:
        RecordStore.open(url, "bank")
    assert "\n" not in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_an_existing_record_is_kept(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/calls.sqlite"
    RecordStore.open(url, "bank").close()
    RecordStore.open(url, "bank").close()
    assert (tmp_path / "calls.sqlite").stat().st_size > 0


def test_a_record_of_an_older_version_gets_the_new_column_and_keeps_its_rows(
    tmp_path: Path,
) -> None:
    file = tmp_path / "calls.sqlite"
    url = f"sqlite:///{file}"
    RecordStore.open(url, "bank").close()
    with sqlite3.connect(file) as database:
        database.execute("drop table alembic_version")
        database.execute("alter table turns drop column decision")
        database.execute("insert into calls (id, pipeline) values ('old', 'bank')")
        database.execute("insert into turns (call_id, turn, transcript) values ('old', 1, 'hi')")
    RecordStore.open(url, "bank").close()
    record_calls(url, playbook(tmp_path), read, CALLS[:1])
    with sqlite3.connect(file) as database:
        rows = database.execute("select transcript, decision from turns order by rowid").fetchall()
    assert rows[0] == ("hi", None)
    assert [json.loads(row[1])["exact"] for row in rows[1:]] == [True] * len(CALLS[0])


def test_no_name_a_caller_gave_is_anywhere_in_the_database(tmp_path: Path) -> None:
    record_calls(f"sqlite:///{tmp_path}/calls.sqlite", playbook(tmp_path), read, CALLS)
    content = b"".join(file.read_bytes() for file in tmp_path.glob("calls.sqlite*"))
    assert b"[payee]" in content
    for name in (b"Sarah", b"Connor", b"Frank"):
        assert name not in content, name


def test_no_number_address_or_date_of_birth_in_words_is_anywhere_in_the_database(
    tmp_path: Path,
) -> None:
    lines = [
        "my card is forty one eleven eleven eleven eleven eleven eleven eleven",
        "the security code is one two three",
        "my name is John Miller and I live at twelve oak street",
        "it's j o h n at g mail dot com, born March fifth eighty four",
    ]
    record_calls(f"sqlite:///{tmp_path}/calls.sqlite", playbook(tmp_path), read, [lines])
    content = b"".join(file.read_bytes() for file in tmp_path.glob("calls.sqlite*"))
    for secret in (b"eleven", b"two three", b"Miller", b"oak street", b"h n at", b"March"):
        assert secret not in content, secret
    for label in (b"[digits]", b"[name]", b"[address]", b"[email]", b"[birthday]"):
        assert label in content, label


async def test_the_calls_on_the_line_are_known_and_rows_can_be_read(tmp_path: Path) -> None:
    store = RecordStore.open(f"sqlite:///{tmp_path}/calls.sqlite", "bank")
    call = Call(
        "c1",
        playbook=playbook(tmp_path),
        budgets=BudgetTable(600),
        playback=Playback(rate_hz=16000, lead_ms=0),
        clock=Clock(),
        hub=Hub(),
        on_turn=lambda turn: None,
    )
    store.begin(call)
    assert store.on_line == {"c1": call}
    store.end(call, "completed")
    assert store.on_line == {}
    store.join()
    assert [row["reason"] for row in store.read(select(calls))] == ["completed"]
    store.close()
    with pytest.raises(StageError, match="the call record cannot be read: OperationalError"):
        store.read(text("select nothing from nowhere"))  # type: ignore[arg-type]
