"""Whole texts as LLMs, webhooks and files write them."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from voice_agent.language.en.spoken.speakable import speakable
from voice_agent.playbook import load_playbook

PIPELINES = Path(__file__).parents[4] / "pipelines"

TEXTS = {
    "Your balance is $1,250.75. We open at 10:00 AM. Call 1-800-555-0199. The card ending 4477 "
    "has 19.9% APR, the account 4.5% APY. Due 11/27/2026. See Dr. Smith.": (
        "Your balance is 1,250 dollars and 75 cents. We open at 10 AM. Call 1, 8 0 0, 5 5 5, "
        "0 1 9 9. The card ending 4 4 7 7 has 19.9 percent A P R, the account 4.5 percent A P Y. "
        "Due November 27, 2026. See Doctor Smith."
    ),
    "**Gold card**\n\n1. Costs $90 a year\n2. See [our site](https://bank.example/gold)\n\n😊": (
        "Gold card. Costs 90 dollars a year. See our site."
    ),
    "| Plan | Fee |\n|---|---|\n| Basic | $5/mo |\n| Gold | $1k |": (
        "Basic: Fee 5 dollars per month. Gold: Fee 1,000 dollars."
    ),
    "We're open Mon–Fri, 9 a.m.–5 p.m. ET, & on Sat. 9-12.": (
        "We're open Monday to Friday, 9 AM to 5 PM ET, and on Saturday 9 to 12."
    ),
    "Send $5K to jo@mail.com by Dec. 3rd, i.e. in 3-5 days.": (
        "Send 5,000 dollars to jo at mail dot com by December 3, that is in 3 to 5 days."
    ),
    "Interest = P × r, e.g. $1,000 × 5% = $50": (
        "Interest equals P times r, for example 1,000 dollars times 5 percent equals 50 dollars"
    ),
    "15. Then it is due.": "15. Then it is due.",
    "": "",
    "😊": "",
    "---": "",
    "...": "",
    "x" * 130: f"{'x' * 60} {'x' * 60} {'x' * 10}",
}


@pytest.mark.parametrize(("written", "spoken"), TEXTS.items())
def test_speakable(written: str, spoken: str) -> None:
    assert speakable(written) == spoken
    assert speakable(spoken) == spoken


@pytest.mark.parametrize("name", ["bank", "barista"])
def test_a_playbooks_sentences_are_spoken_form(name: str) -> None:
    book = load_playbook(PIPELINES / name)
    says = [
        one for v in book.says.model_dump().values() for one in ([v] if isinstance(v, str) else v)
    ]
    asks = [d.ask for intent in book.intents.values() for d in intent.details.values() if d.ask]
    for text in (*says, *asks):
        if "{" not in text:
            assert speakable(text) == text


def test_whatever_is_written_nothing_unspeakable_is_left() -> None:
    ugly = " ".join(TEXTS) + r" \* ` ~ ^ <b> x </b> [a](b) ](( **** __ | || \\ &nbsp; © 🇺🇸 https://"
    assert re.search(r"[*_`#|<>\[\]{}^~\\©]|http|\.example", speakable(ugly)) is None


@pytest.mark.parametrize(
    "hostile",
    ["$" * 3000, "1" * 3000, "1-" * 2000, "a." * 2000, "[a](" * 900, "`" * 3001, "$1-" * 1500,
     "www." * 900, "A1" * 2000, "St. " * 900, "(" * 3000, "1,000" * 900, "\n" * 3000],
)  # fmt: skip
def test_no_text_takes_long(hostile: str) -> None:
    began = time.thread_time()
    speakable(hostile)
    assert time.thread_time() - began < 1


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("<think>Which one?</think>It is free.", "It is free."),
        ("Sure. <think>never ends", "Sure."),
        ('<tool_call>{"a": 1}</tool_call> Done.', "Done."),
        ('{"status": "ok", "more": {"a": 1}} Done.', "Done."),
        ('{"error": "not found"}', ""),
        ("Up[1][2].\n\n[^1]: Source: Fed.", "Up."),
        ("---\ntitle: x\n---\nHello there.", "Hello there."),
    ],
)
def test_what_is_for_programs_is_not_spoken(written: str, spoken: str) -> None:
    assert speakable(written) == spoken
