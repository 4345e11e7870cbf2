"""The agent's actions, carried out by this bank over the loopback."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from bank_backend.app import create_app
from bank_backend.store import Store
from voice_agent.actions.run import Actions
from voice_agent.config.load import load_pipeline
from voice_agent.core.errors import ActionError, ActionNotFound, ActionUnknown, ConfigError
from voice_agent.dialogue.results import missing_results
from voice_agent.dialogue.state import DialogueState
from voice_agent.dialogue.tasks import finish_task
from voice_agent.playbook import Playbook, load_playbook

BANK = Path(__file__).parents[1] / "bank.yaml"
TODAY = date(2026, 11, 27)
AMOUNT = {"amount": 250.0, "currency": "USD"}
DETAILS: dict[str, Any] = {
    "amount": AMOUNT,
    "payee": "Sarah",
    "date": "2026-12-04",
    "time": "10:30",
    "bill": "water bill",
    "direction": "from checking to savings",
    "account": "checking",
    "card": "debit card",
    "last_four": "2046",
    "zip_code": "94107",
    "email": "a@example.com",
    "phone": "+14155550132",
    "pin": "4471",
}


def book() -> Playbook:
    config = load_pipeline(str(BANK))
    return load_playbook(config.playbook_folder, actions=config.actions_file)


class Bank:
    """The bank on a port, which holds its answers back while ``answers`` is not set."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(folder / "bank.sqlite", lambda: TODAY)
        self.answers = threading.Event()
        self.answers.set()
        self.app = create_app(self.store, "t", pause=lambda: void(self.answers.wait(30)))

    def rows(self, table: str) -> list[Any]:
        with self.store.reading() as connection:
            return connection.execute(f"SELECT * FROM {table}").fetchall()

    @contextmanager
    def serving(self) -> Iterator[str]:
        server = uvicorn.Server(uvicorn.Config(self.app, port=0, log_level="error"))
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            while not server.started:
                threading.Event().wait(0.01)
            port = server.servers[0].sockets[0].getsockname()[1]
            yield f"http://127.0.0.1:{port}"
        finally:
            self.answers.set()
            server.should_exit = True
            thread.join()
            self.store.close()


def void(_: object) -> None:
    """Take whatever is given."""


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bank]:
    bank = Bank(tmp_path)
    monkeypatch.setenv("BANK_TOKEN", "t")
    with bank.serving() as url:
        monkeypatch.setenv("BANK_URL", url)
        yield bank


def test_every_intent_of_the_playbook_gets_an_answer(bank: Bank) -> None:
    playbook = book()

    async def all_of_them() -> dict[str, str]:
        actions, said = Actions(playbook), {}
        for number, (name, intent) in enumerate(playbook.intents.items()):
            if intent.action is None:
                continue
            given = {detail: DETAILS[detail] for detail in intent.details}
            if name == "dispute_charge":
                given["date"] = "2026-11-20"
            if name == "card_lost_stolen":
                given["card"] = "credit card"  # The other one is still to be frozen.
            results = await actions.run(intent.action, given, call_id="c1", turn=number)
            assert missing_results(playbook, name, results, TODAY) == []
            state = DialogueState(task=name, details=given)
            said[name] = finish_task(playbook, state, results, TODAY).text or ""
        await actions.aclose()
        return said

    said = asyncio.run(all_of_them())
    assert len(said) > 20
    assert said["check_balance"] == "Your checking balance is 2,413 dollars and 70 cents."
    assert "Your reference is H 4 7 1." in said["transfer_money"]
    assert "branch on Friday, December 4 at 10:30 AM" in said["cancel_appointment"]
    assert "by Friday, December 4" in said["card_lost_stolen"]
    for text in said.values():
        assert "None" not in text
        assert "{" not in text
    assert [row["payee"] for row in bank.rows("transfers")] == [
        "Daniel",
        "Sarah",
        "water bill",
        "your credit card",
    ]


def test_the_pin_is_asked_for_here(bank: Bank) -> None:
    async def check(pin: str) -> Any:
        actions = Actions(book())
        try:
            return await actions.run("check_pin", {"pin": pin}, call_id="c1")
        finally:
            await actions.aclose()

    assert asyncio.run(check("4471")) == {"ok": True}
    assert asyncio.run(check("1234")) == {"ok": False}


def test_what_was_written_and_answered_too_late_is_found_by_its_key(bank: Bank) -> None:
    playbook = book()
    late = {**playbook.actions}
    late["send_money"] = late["send_money"].model_copy(update={"timeout_ms": 300})
    playbook = playbook.model_copy(update={"actions": late})
    details = {name: DETAILS[name] for name in ("amount", "payee", "date")}
    deed = {"call_id": "c1", "turn": 4, "task": "transfer_money"}

    async def call() -> None:
        actions = Actions(playbook)
        assert await actions.look_up("send_money", details, **deed) is None, "not sent yet"
        bank.answers.clear()
        with pytest.raises(ActionUnknown):
            await actions.run("send_money", details, **deed)
        assert await actions.look_up("send_money", details, **deed) == {"reference": "H471"}
        bank.answers.set()
        assert await actions.run("send_money", details, **deed) == {"reference": "H471"}
        await actions.aclose()

    asyncio.run(call())
    assert [row["cents"] for row in bank.rows("transfers")] == [6000, 25_000]


def test_what_the_bank_refuses_was_not_done(bank: Bank) -> None:
    async def call() -> None:
        actions = Actions(book())
        details = {**DETAILS, "amount": {"amount": 9000.0, "currency": "USD"}}
        with pytest.raises(ActionError) as refused:
            await actions.run("send_money", details, call_id="c1")
        assert not isinstance(refused.value, ActionUnknown)
        with pytest.raises(ActionNotFound):
            await actions.run("start_card", {"last_four": "0000"}, call_id="c1")
        await actions.aclose()

    asyncio.run(call())
    assert len(bank.rows("transfers")) == 1


def test_a_token_that_is_missing_is_one_error_at_start(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BANK_TOKEN")
    says = r"actions\.yaml: actions\.find_request\.http\.headers\..* BANK_TOKEN is not set"
    with pytest.raises(ConfigError, match=says):
        Actions(book())
