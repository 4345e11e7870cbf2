"""What an LLM may propose, and what of it is believed."""

from __future__ import annotations

import pytest
from fakes import TODAY, playbook

from voice_agent.core.turn import Entity
from voice_agent.llm.proposals import Proposal, may_be_proposal, read_proposal, tasks

BOOK = playbook()
AMOUNT = {"amount": 50.0, "currency": "USD"}


def read(text: str, task: str | None = None) -> Proposal | None:
    return read_proposal(text, BOOK, task, TODAY)


def test_a_task_with_its_details_in_the_callers_words() -> None:
    details = '{"amount": "50 dollars", "payee": "Sarah", "date": "whenever", "colour": "red"}'
    expected = Proposal(
        "start",
        "transfer",
        (Entity("amount", "50 dollars", AMOUNT, 0, 0), Entity("payee", "Sarah", "Sarah", 0, 0)),
        {"amount": AMOUNT, "payee": "Sarah"},
    )
    assert read(f'{{"start": "transfer", "details": {details}}}') == expected
    assert read(f'```json\n{{"start": "transfer", "details": {details}}}\n```') == expected


def test_a_detail_of_the_task_under_way() -> None:
    expected = Proposal("set", "transfer", (Entity("amount", "50 dollars", AMOUNT, 0, 0),))
    for text in (
        '{"set": {"amount": "50 dollars"}}',
        '{"start": "transfer", "details": {"amount": "50 dollars"}}',
    ):
        found = read(text, "transfer")
        assert found is not None
        assert (found.kind, found.task, found.entities) == ("set", "transfer", expected.entities)
        assert found.found == {"amount": AMOUNT}


def test_a_person() -> None:
    assert read('{"person": true}') == Proposal("person")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "It depends.",
        "{garbage",
        "[1]",
        "7",
        "{}",
        '{"person": "no"}',
        '{"start": "rob"}',
        '{"start": ["transfer"]}',
        '{"start": {"transfer": 1}}',
        '{"start": "transfer", "details": [1]}',
        # Done without a read-back, read out, ending the call: not for an LLM to propose.
        '{"start": "balance"}',
        '{"start": "fees"}',
        '{"start": "bye"}',
        # No task is under way, or no value is one.
        '{"set": {"amount": "50 dollars"}}',
        '{"start": null, "action": "transfer"}',
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert read(text) is None


def test_a_detail_without_a_value_sets_nothing() -> None:
    assert read('{"set": {"amount": "lots", "payee": null}}', "transfer") is None


def test_the_llm_is_told_what_it_may_propose() -> None:
    assert tasks(BOOK) == "transfer (amount, payee, date); thanks"


def test_what_may_be_a_proposal() -> None:
    assert may_be_proposal(' {"start"')
    assert may_be_proposal('```json\n{"st')
    assert not may_be_proposal("It is {")
    assert not may_be_proposal("")
