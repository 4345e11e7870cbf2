from __future__ import annotations

import pytest
from guarded import VERIFY, guarded

from voice_agent.config.load import load_pipeline
from voice_agent.gate.sayable import fault, sayable
from voice_agent.knowledge.sections import split_sections
from voice_agent.playbook import load_playbook

BALANCE = r"/\byour balance is\b/"
BOOK = guarded(
    never_say=["guaranteed return", r"/\bAPR of \d+/"], verify=VERIFY | {"never_say": [BALANCE]}
)


@pytest.mark.parametrize(
    ("text", "verified", "why"),
    [
        ("A guaranteed return of five percent.", True, "never_say"),
        ("A Guaranteed\nreturn.", True, "never_say"),
        ("A guaranteed, return.", True, "never_say"),
        ("Guaranteed returns.", True, ""),
        ("It has an apr of 19 percent.", True, "never_say"),
        ("It has an APR of its own.", True, ""),
        ("Your balance is fine.", False, "unverified"),
        ("Your balance is fine.", True, ""),
        ("I am a real person.", True, "human"),
        ("I am an automated assistant.", True, ""),
    ],
)
def test_what_may_not_be_said(text: str, verified: bool, why: str) -> None:
    assert fault(BOOK, text, verified=verified) == why


def test_the_clauses_before_it_may_be_said() -> None:
    clauses = ["Well.", "We offer a guaranteed return.", "Do you want it?"]
    assert sayable(BOOK, "", clauses, verified=True) == ("Well.", "never_say")
    assert sayable(BOOK, "", clauses[:1], verified=True) == ("Well.", "")


def test_words_are_found_across_clauses_and_parts_of_a_reply() -> None:
    assert sayable(BOOK, "", ["It is guaranteed,", "return it"], verified=True) == (
        "It is guaranteed,",
        "never_say",
    )
    assert sayable(BOOK, "A guaranteed", ["return of five."], verified=True) == ("", "never_say")


BANK = load_playbook(load_pipeline("bank").playbook_folder)


@pytest.mark.parametrize(
    "claim",
    [
        "Your balance is 500 dollars.",
        "Your current checking balance is $2,413.70.",
        "The balance on your account is two thousand dollars.",
        "You have about 2,400 dollars in your checking account.",
        "Your checking account has 80 dollars left.",
        "Your last deposit was 1,680 dollars.",
        "You currently have two thousand dollars in your savings.",
        "Your latest transaction was 42 dollars at Green Grocer.",
    ],
)
def test_the_bank_tells_nothing_about_an_account_before_the_pin(claim: str) -> None:
    assert fault(BANK, claim, verified=False) == "unverified"
    assert fault(BANK, claim, verified=True) == ""


def test_what_the_bank_knows_may_be_said_to_everybody() -> None:
    sections = [
        section
        for path in BANK.knowledge.glob("*.md")
        for section in split_sections(path.stem, path.read_text(encoding="utf-8"))
    ]
    assert len(sections) > 10
    assert [one.text for one in sections if fault(BANK, one.text, verified=False)] == []
    for text in ("With 300 dollars a month you have 7,200 dollars after two years.",):
        assert fault(BANK, text, verified=False) == ""
