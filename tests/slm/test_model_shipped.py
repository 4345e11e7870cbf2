"""The shipped models on turns no reader should get wrong."""

from __future__ import annotations

import pytest

from voice_agent.core.resources import models_folder, pipelines_folder
from voice_agent.core.turn import OUT_OF_SCOPE, Transcript, TurnReading
from voice_agent.playbook.load import load_playbook
from voice_agent.slm.model import SlmEngine

pytestmark = pytest.mark.real


def load(name: str) -> SlmEngine:
    return SlmEngine.load(models_folder() / name, load_playbook(pipelines_folder() / name))


@pytest.fixture(scope="module")
def bank() -> SlmEngine:
    return load("bank")


@pytest.fixture(scope="module")
def barista() -> SlmEngine:
    return load("barista")


def read(engine: SlmEngine, text: str, asked: str = "") -> TurnReading:
    return engine.read(Transcript(text=text, confidence=0.9), asked=asked)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("what's my balance", "check_balance"),
        ("I'd like to send fifty dollars to Sarah on Friday", "transfer_money"),
        ("move two hundred dollars from checking to savings", "move_between_accounts"),
        ("I lost my debit card", "card_lost_stolen"),
        ("somebody used my card without my permission", "report_fraud"),
        ("can you freeze my credit card for now", "freeze_card"),
        ("I forgot my PIN", "change_pin"),
        ("what time do you open on Monday", "opening_hours"),
        ("how much is the overdraft fee", "overdraft_info"),
        ("I want to talk to a human", "speak_to_human"),
        ("thank you very much", "thanks"),
        ("goodbye", "goodbye"),
        ("what's the weather like in Boston", OUT_OF_SCOPE),
        ("can I get a large pizza with mushrooms", OUT_OF_SCOPE),
    ],
)
def test_bank_intents(bank: SlmEngine, text: str, intent: str) -> None:
    reading = read(bank, text)
    assert reading.intent == intent
    assert reading.confidence > 0.5


def test_bank_reads_details(bank: SlmEngine) -> None:
    reading = read(bank, "please send two hundred and fifty dollars to Sarah tomorrow")
    assert [entity.type for entity in reading.entities] == ["amount", "payee", "date"]
    assert reading.entities[0].value["amount"] == 250


def test_bank_escalates_for_good_reason_only(bank: SlmEngine) -> None:
    assert read(bank, "let me speak to a real person").escalation.score > 0.6
    assert read(bank, "let me speak to a real person").escalation.reason == "person"
    assert read(bank, "I want to file a complaint").escalation.score > 0.6
    assert read(bank, "call an ambulance my husband collapsed").escalation.reason == "emergency"
    assert read(bank, "what's the balance of my savings account").escalation.score < 0.2
    assert read(bank, "can a person use two cards").escalation.score < 0.6


def test_bank_short_answers_need_the_question(bank: SlmEngine) -> None:
    amount = read(bank, "fifty dollars", "How much would you like to send?")
    assert (amount.intent, amount.act) == ("transfer_money", "inform")
    yes = read(
        bank, "yes please", "You want to send fifty dollars to Ann on Friday. Is that right?"
    )
    assert (yes.intent, yes.act) == ("transfer_money", "affirm")
    no = read(bank, "no", "I can order a new checkbook for nine dollars. Shall I do that?")
    assert (no.intent, no.act) == ("order_checks", "deny")
    assert read(bank, "can you repeat that").act == "repeat"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("can I have a large latte", "orderDrink"),
        ("a small iced mocha with skim milk please", "orderDrink"),
        ("is my order ready", "order_status"),
        ("please cancel my order", "cancel_order"),
        ("how much is a medium cappuccino", "price"),
        ("what time do you close", "opening_hours"),
        ("do you have oat milk", "menu"),
        ("I'm allergic to nuts", "allergy_info"),
        ("let me talk to the manager", "speak_to_human"),
        ("hello", "greeting"),
        ("bye", "goodbye"),
        ("what's my checking account balance", OUT_OF_SCOPE),
        ("who won the game last night", OUT_OF_SCOPE),
    ],
)
def test_barista_intents(barista: SlmEngine, text: str, intent: str) -> None:
    assert read(barista, text).intent == intent


def test_barista_reads_a_whole_order(barista: SlmEngine) -> None:
    order = "can I have a large iced mocha with a double shot and a little bit of soy milk"
    assert [(entity.type, entity.text) for entity in read(barista, order).entities] == [
        ("size", "large"),
        ("coffeeDrink", "iced mocha"),
        ("numberOfShots", "double shot"),
        ("milkAmount", "a little bit of soy milk"),
    ]
