"""The entities of the shipped playbooks: what their phrases mark has a value."""

from __future__ import annotations

import re
from datetime import date

import pytest
from english import find

from voice_agent.core.resources import pipelines_folder
from voice_agent.language import Span
from voice_agent.language.en import extract, normalise, say, vague
from voice_agent.playbook.load import load_playbook
from voice_agent.playbook.schema import Playbook

TODAY = date(2026, 11, 22)
MARK = re.compile(r"\[([^\]]*)\]\((\w+)\)")


@pytest.fixture(params=["bank", "barista"])
def playbook(request: pytest.FixtureRequest) -> Playbook:
    return load_playbook(pipelines_folder() / request.param)


def test_every_marked_detail_has_a_value_or_narrows_it_down(playbook: Playbook) -> None:
    marks = {
        (mark[2], mark[1])
        for phrases in playbook.phrases.values()
        for phrase in phrases
        for mark in MARK.finditer(phrase)
    }
    assert marks
    for entity, said in marks:
        value = normalise(playbook.entities[entity], said, today=TODAY)
        if value is None:
            assert vague(playbook.entities[entity], said, today=TODAY), (entity, said)
            continue
        assert say(playbook.entities[entity], value, today=TODAY)


def test_every_value_and_alias_is_heard(playbook: Playbook) -> None:
    for name, spec in playbook.entities.items():
        for value, aliases in spec.values.items():
            for said in (value, *aliases):
                assert normalise(spec, said, today=TODAY) == value, (name, said)


def test_an_order() -> None:
    barista = load_playbook(pipelines_folder() / "barista")
    found = find(
        barista.entities,
        "Can I have a 12 ounce ice mocha, light rose, double-shot, with a lot of skin milk?",
        today=TODAY,
    )
    assert {entity.type: entity.value for entity in found} == {
        "size": "twelve ounce",
        "coffeeDrink": "iced mocha",
        "roast": "light roast",
        "numberOfShots": "double shot",
        "milkAmount": "a lot of skim milk",
    }


@pytest.mark.parametrize(
    "text", ["what percent do I earn on savings", "what do I get on my savings", "a pin on savings"]
)
def test_a_savings_account_is_no_direction(text: str) -> None:
    bank = load_playbook(pipelines_folder() / "bank")
    span = Span("direction", text.index("on"), len(text))
    for spans in ([], [span]):
        found = extract(bank.entities, text, spans, today=TODAY)
        assert [(e.type, e.value) for e in found] == [("account", "savings")]


def test_a_transfer() -> None:
    bank = load_playbook(pipelines_folder() / "bank")
    text = "send two hundred and fifty dollars to sarah on friday"
    payee = Span("payee", text.index("sarah"), text.index("sarah") + 5)
    assert {e.type: e.value for e in extract(bank.entities, text, [payee], today=TODAY)} == {
        "amount": {"amount": 250.0, "currency": "USD"},
        "payee": "Sarah",
        "date": "2026-11-27",
    }
